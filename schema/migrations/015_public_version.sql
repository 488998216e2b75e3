-- What the public sees has a version, so that an answer can be kept and shown again while nothing of it has changed.
--
-- Each statement that may change a public row appends one row here, in its own transaction, so that the version moves exactly when the
-- change can be seen, and no two writers wait for each other. The version of a scope is what was folded plus what is not folded yet,
-- both read in one statement.
create table public_version (
  scope text primary key,
  folded bigint not null default 0
);

insert into public_version (scope) values ('REFERENCE'), ('PROJECT'), ('FUND'), ('CONTRIBUTION'), ('RESULT');

create table public_change (
  id bigint generated always as identity primary key,
  scope text not null constraint public_change_scope check (scope in ('REFERENCE', 'PROJECT', 'FUND', 'CONTRIBUTION', 'RESULT'))
);

create function public_has_changed() returns trigger language plpgsql as $$
begin
  insert into public_change (scope) values (tg_argv[0]);
  return null;
end
$$;

create trigger place_is_public after insert or update or delete or truncate on place for each statement execute function public_has_changed('REFERENCE');
create trigger poor_county_is_public after insert or update or delete or truncate on poor_county for each statement execute function public_has_changed('REFERENCE');
create trigger partner_is_public after insert or update or delete or truncate on partner for each statement execute function public_has_changed('REFERENCE');
create trigger programme_is_public after insert or update or delete or truncate on programme for each statement execute function public_has_changed('REFERENCE');
create trigger programme_level_is_public after insert or update or delete or truncate on programme_level for each statement execute function public_has_changed('REFERENCE');
create trigger sector_is_public after insert or update or delete or truncate on sector for each statement execute function public_has_changed('REFERENCE');
create trigger pairing_is_public after insert or update or delete or truncate on pairing for each statement execute function public_has_changed('REFERENCE');
create trigger project_is_public after insert or update or delete or truncate on project for each statement execute function public_has_changed('PROJECT');
create trigger project_place_is_public after insert or update or delete or truncate on project_place for each statement execute function public_has_changed('PROJECT');
create trigger project_pairing_is_public after insert or update or delete or truncate on project_pairing for each statement execute function public_has_changed('PROJECT');
create trigger people_channel_is_public after insert or update or delete or truncate on people_channel for each statement execute function public_has_changed('RESULT');
create trigger people_count_is_public after insert or update or delete or truncate on people_count for each statement execute function public_has_changed('RESULT');
create trigger published_figure_is_public after insert or update or delete or truncate on published_figure for each statement execute function public_has_changed('RESULT');

-- What is available in a fund tells of rows that are not public, and moves with each of them.
create function public_fund_has_changed() returns trigger language plpgsql as $$
begin
  insert into public_change (scope)
  select 'FUND' where exists (
    select from new_rows join old_rows using (id)
    where to_jsonb(new_rows) - 'live_balance_fen' is distinct from to_jsonb(old_rows) - 'live_balance_fen');
  return null;
end
$$;

create trigger fund_is_public after insert or delete or truncate on fund for each statement execute function public_has_changed('FUND');
create trigger fund_changes_in_public after update on fund referencing old table as old_rows new table as new_rows
  for each statement execute function public_fund_has_changed();

-- Contributions come as drafts and are handed in long before they are public, and then nothing the public sees has changed.
create function public_contribution_has_changed() returns trigger language plpgsql as $$
begin
  insert into public_change (scope) select 'CONTRIBUTION' where exists (select from changed_rows where state = 'ACCEPTED');
  return null;
end
$$;

create function public_contribution_was_updated() returns trigger language plpgsql as $$
begin
  insert into public_change (scope)
  select 'CONTRIBUTION' where exists (select from new_rows where state = 'ACCEPTED') or exists (select from old_rows where state = 'ACCEPTED');
  return null;
end
$$;

create trigger contribution_comes_public after insert on contribution referencing new table as changed_rows
  for each statement execute function public_contribution_has_changed();
create trigger contribution_changes_in_public after update on contribution referencing old table as old_rows new table as new_rows
  for each statement execute function public_contribution_was_updated();
create trigger contribution_leaves_public after delete on contribution referencing old table as changed_rows
  for each statement execute function public_contribution_has_changed();
create trigger contribution_is_public after truncate on contribution for each statement execute function public_has_changed('CONTRIBUTION');

-- What belongs to a contribution is public as it is. What came before it was accepted is told by the acceptance.
create function public_part_has_changed() returns trigger language plpgsql as $$
begin
  insert into public_change (scope)
  select 'CONTRIBUTION' where exists (
    select from changed_rows join contribution on contribution.id = changed_rows.contribution_id where contribution.state = 'ACCEPTED');
  return null;
end
$$;

create trigger contribution_part_comes_public after insert on contribution_part referencing new table as changed_rows
  for each statement execute function public_part_has_changed();
create trigger contribution_part_is_public after update or delete or truncate on contribution_part
  for each statement execute function public_has_changed('CONTRIBUTION');
create trigger contribution_set_place_comes_public after insert on contribution_set_place referencing new table as changed_rows
  for each statement execute function public_part_has_changed();
create trigger contribution_set_place_is_public after update or delete or truncate on contribution_set_place
  for each statement execute function public_has_changed('CONTRIBUTION');
create trigger contribution_line_comes_public after insert on contribution_line referencing new table as changed_rows
  for each statement execute function public_part_has_changed();
create trigger contribution_line_is_public after update or delete or truncate on contribution_line
  for each statement execute function public_has_changed('CONTRIBUTION');
