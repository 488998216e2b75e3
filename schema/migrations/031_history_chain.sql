-- The history as a chain that an outsider can verify. A write only appends its entry, without a hash and without a lock; what is committed is
-- sealed soon after (src/history/sealing.ts), entry by entry, and each run's end is signed with a key that the database does not hold.
alter table history_entry
  -- What a change has changed, by the fields of `change`; null for what was created.
  add column before jsonb,
  -- In which transaction: what a running one will still add lies behind all that have ended.
  add column written_in xid8 not null default pg_current_xact_id();

create index history_entry_written on history_entry (written_in, id);

-- An entry's place in the chain, and the hash of it and of everything before it.
create table history_seal (
  position bigint primary key check (position > 0),
  entry_id bigint not null unique,
  hash bytea not null check (length(hash) = 32)
);

create table history_key (
  -- The hash of the public key (SHA-256 of its SPKI form), in base64url.
  id text primary key,
  public_key text not null,
  added_at timestamptz not null default now()
);

-- That the chain up to a position had this hash, signed.
create table history_head (
  position bigint primary key references history_seal,
  hash bytea not null check (length(hash) = 32),
  key_id text not null references history_key,
  sealed_at timestamptz not null,
  signature bytea not null
);

-- How many entries are sealed, and how far: every entry up to the last two is. Locked by whoever seals.
create table history_cursor (
  only_row boolean primary key default true check (only_row),
  sealed bigint not null,
  written_in xid8 not null,
  entry_id bigint not null
);

insert into history_cursor (sealed, written_in, entry_id) values (0, '0', 0);

do $$
declare
  kept text;
begin
  foreach kept in array array['history_seal', 'history_key', 'history_head'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function is_append_only()', kept || '_append_only', kept);
  end loop;
  foreach kept in array array['history_entry', 'history_seal', 'history_key', 'history_head'] loop
    execute format('create trigger %I before truncate on %I for each statement execute function is_append_only()', kept || '_stays', kept);
  end loop;
end $$;

-- What the role that serves may say of an entry; when and in which transaction it was written is for the database to say.
revoke insert on history_entry from xieshou_app;
grant insert (account_id, acting_for, request_id, action, subject_type, subject_id, reason, change, before) on history_entry to xieshou_app;
