-- expand, outside of a transaction

-- The last write of an account, for what a replica has to have (060).
create index concurrently history_entry_account on history_entry (account_id, written_in);
