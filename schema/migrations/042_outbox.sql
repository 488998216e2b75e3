-- What happens is told to whoever listens. What is told stands in the transaction that it happened in: a change is its entry of the history,
-- and what is no change (something begins to wait for somebody) is appended to outbox_pending by a trigger. A job (src/event/publishing.ts)
-- then gives each its position in the outbox. One does it at a time, and what commits late only comes later, so whoever has read up to a
-- position has missed nothing before it.

-- Whatever else wants to tell something inserts a row here, in its own transaction.
create table outbox_pending (
  id bigint generated always as identity primary key,
  kind text not null check (kind ~ '^[a-z][A-Za-z]{1,60}$'),
  subject_type text not null,
  subject_id bigint not null,
  at timestamptz not null default now(),
  -- what waits: its WaitingKind and its row, which may be gone since
  waiting_kind text,
  item_id bigint,
  -- For whom, as in waiting_item. Without a role for whoever has a hand in the subject.
  role text check (role in ('PARTNER', 'PLACE', 'PROGRAMME_OFFICE', 'AUDITOR', 'ADMINISTRATOR')),
  partner_id bigint,
  place_id bigint,
  desk_id bigint
);

create table outbox (
  position bigint primary key check (position > 0),
  kind text not null,
  subject_type text not null,
  subject_id bigint not null,
  at timestamptz not null,
  -- the entry of the history, where it is a change, and the organisation that made it
  entry_id bigint unique,
  acting_for text,
  waiting_kind text,
  item_id bigint,
  role text,
  partner_id bigint,
  place_id bigint,
  desk_id bigint
);

create index outbox_subject on outbox (subject_id, subject_type, position);
create index outbox_at on outbox (at, position);

create trigger outbox_append_only before update or delete on outbox for each row execute function is_append_only();
create trigger outbox_stays before truncate on outbox for each statement execute function is_append_only();

-- How many have a position, and up to where the sealed history has. Locked by whoever gives positions. What was sealed before there was
-- an outbox has none.
create table outbox_cursor (
  only_row boolean primary key default true check (only_row),
  position bigint not null default 0,
  sealed bigint not null,
  begun_behind bigint not null
);

insert into outbox_cursor (sealed, begun_behind) select coalesce(max(position), 0), coalesce(max(position), 0) from history_seal;

create function outbox_is_due() returns boolean language sql stable as $$
  select exists (select from outbox_pending) or (select max(position) from history_seal) > (select sealed from outbox_cursor);
$$;

-- Something begins to wait for somebody, or waits no more.
create function waiting_is_told() returns trigger language plpgsql as $$
begin
  insert into outbox_pending (kind, subject_type, subject_id, waiting_kind, item_id, role, partner_id, place_id, desk_id)
  select case tg_op when 'INSERT' then 'waitingAdded' else 'waitingDone' end, subject_type, subject_id, kind, id, role, partner_id, place_id, desk_id
  from changed_rows;
  return null;
end $$;

create trigger waiting_begins after insert on waiting_item referencing new table as changed_rows
  for each statement execute function waiting_is_told();
create trigger waiting_ends after delete on waiting_item referencing old table as changed_rows
  for each statement execute function waiting_is_told();

call run_as_owner(array['outbox_is_due()', 'waiting_is_told()']::regprocedure[]);

-- Of the outbox the role that serves reads what waits for the viewer, as it does of waiting_item. Changes are told after their row was read.
alter table outbox_pending enable row level security;
alter table outbox enable row level security;
alter table outbox_cursor enable row level security;
create policy outbox_seen on outbox for select to xieshou_app using (
  role = (select viewer_role())
  and (partner_id = (select viewer_partner()) or (select viewer_place()) in (place_id, desk_id) or partner_id is null and place_id is null));
grant select on outbox to xieshou_app;
