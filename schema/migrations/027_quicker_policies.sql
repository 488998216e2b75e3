-- What a policy asks costs every statement that names its table: each subselect in it is made ready whether it is asked or not, while a
-- function is nothing until it is called. What is public, or just written by the viewer, is told without calling it.

create function contribution_is_viewers(
  id bigint, state text, recorded_for text, partner_id bigint, through_id bigint, fund_id bigint, from_fund_id bigint
) returns boolean language plpgsql stable as $$
begin
  if recorded_for = viewer_recorder() then return true; end if;
  if state in ('DRAFT', 'WITHDRAWN') then return false; end if;
  return viewer_sees_all()
    or viewer_partner() in (partner_id, through_id)
    or viewer_funds() && array[fund_id, from_fund_id]
    or viewer_place() is not null and contribution_concerns_viewer(id);
end $$;

alter policy contribution_seen on contribution using (
  state = 'ACCEPTED' or coalesce(contribution_is_viewers(id, state, recorded_for, partner_id, through_id, fund_id, from_fund_id), false)
);
alter policy contribution_recorded on contribution with check (recorded_for = viewer_organisation());
alter policy contribution_changed on contribution using (recorded_for = viewer_recorder() or viewer_role() in ('PLACE', 'PROGRAMME_OFFICE'));

create function project_is_viewers(id bigint, lead_partner_id bigint) returns boolean language plpgsql stable as $$
begin
  return viewer_sees_all()
    or lead_partner_id = viewer_partner()
    or coalesce(viewer_partner(), viewer_place()) is not null and project_concerns_viewer(id);
end $$;

alter policy project_seen on project using (status not in ('PROPOSED', 'WITHDRAWN') or coalesce(project_is_viewers(id, lead_partner_id), false));

alter policy idempotency_key_seen on idempotency_key using (organisation = viewer_organisation());
alter policy idempotency_key_kept on idempotency_key with check (organisation = viewer_organisation());
alter policy history_entry_seen on history_entry using (acting_for = viewer_organisation());
alter policy history_entry_recorded on history_entry
  with check (acting_for = coalesce(viewer_organisation(), 'public') and (account_id is not distinct from viewer_account() or viewer_account() is null));

-- A connection that was opened while there were few tokens would go on reading all of them at each request.
alter function bearers_of_tokens(bytea[]) set enable_seqscan = off;
alter function bearers_of_identities(text[], text[]) set enable_seqscan = off;
