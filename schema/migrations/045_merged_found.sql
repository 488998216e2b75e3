-- Who stands for a record is asked for each row that names a partner, and nearly none was merged.
create unique index partner_merged_found on partner (id) include (kept_id) where kept_id is not null;
