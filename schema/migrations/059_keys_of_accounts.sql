-- expand

-- The keys of who acts for no organisation are its own. Were they those of the public, strangers would meet in them.
alter policy idempotency_key_seen on idempotency_key using (organisation = coalesce(viewer_organisation(), 'account:' || viewer_account()));
alter policy idempotency_key_kept on idempotency_key with check (organisation = coalesce(viewer_organisation(), 'account:' || viewer_account()));
