-- expand

-- To what was confirmed nothing is added.
create function comes_with_its_confirmation() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  if exists (select from new_rows join confirmation on confirmation.id = confirmation_id where recorded_at <> now()) then
    raise exception 'what belongs to a confirmation comes with it' using errcode = 'restrict_violation', constraint = 'append_only';
  end if;
  return null;
end $$;

create trigger confirmation_line_comes_with_it after insert on confirmation_line referencing new table as new_rows for each statement
  when (current_user = 'xieshou_app') execute function comes_with_its_confirmation();

call run_as_owner(array['comes_with_its_confirmation()']::regprocedure[]);
