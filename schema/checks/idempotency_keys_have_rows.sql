-- A key stands for a row that its organisation wrote in the same transaction.
select organisation, key, subject_id
from idempotency_key
where not exists (
  select from history_entry entry
  where entry.subject_id = idempotency_key.subject_id
    and entry.acting_for = idempotency_key.organisation
    and entry.recorded_at = idempotency_key.recorded_at)
