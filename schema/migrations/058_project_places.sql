-- expand

-- The same, whichever comes last.
create constraint trigger project_is_whole after insert on project_place deferrable initially deferred for each row execute function project_is_whole();
