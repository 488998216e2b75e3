-- Who sees the history of a row: whoever sees the row and has a hand in it, which is whom it belongs to or concerns, who made the change, and
-- the programme office, auditors and administrators. A row that everybody sees has no history for everybody.

-- Asked with the rights of the viewer, so that of a row which the viewer does not see nothing is found.
create function history_concerns_viewer(of_type text, of_id bigint, acting text) returns boolean language plpgsql stable as $$
declare
  has_hand boolean := viewer_sees_all() or acting = viewer_organisation();
begin
  case of_type
    when 'Contribution' then
      return exists (
        select from contribution own
        where own.id = of_id and (
          has_hand
          or contribution_is_viewers(own.id, own.state, own.recorded_for, own.partner_id, own.through_id, own.fund_id, own.from_fund_id)));
    when 'Project' then
      return exists (
        select from project own
        where own.id = of_id and (has_hand or project_is_viewers(own.id, own.lead_partner_id)));
    when 'Pairing' then
      return exists (
        select from pairing own join place on place.id = own.place_id
        where own.id = of_id and (has_hand or own.partner_id = viewer_partner() or is_viewers(place)));
    when 'Fund' then
      return exists (
        select from fund own left join place on place.id = own.place_id
        where own.id = of_id and (has_hand or own.partner_id = viewer_partner() or is_viewers(place)));
    when 'Partner' then return has_hand or of_id = viewer_partner();
    when 'Evidence' then
      return exists (
        select from evidence own
        where own.id = of_id and (
          has_hand
          or own.bound_for = viewer_organisation()
          or history_concerns_viewer('Contribution', own.contribution_id, acting)
          or history_concerns_viewer('Project', own.project_id, acting)));
    when 'EvidenceFile' then
      return exists (select from evidence_file own where own.id = of_id and (has_hand or own.uploaded_for = viewer_organisation()));
    -- Whoever sees one of these has a hand in it.
    when 'ContributionMessage' then return exists (select from contribution_message own where own.id = of_id);
    when 'Account' then return exists (select from account own where own.id = of_id);
    when 'Membership' then return exists (select from membership own where own.id = of_id);
    when 'AccessToken' then return exists (select from access_token own where own.id = of_id);
    when 'Invitation' then return exists (select from invitation own where own.id = of_id);
    else return false;
  end case;
end $$;

drop policy history_entry_seen on history_entry;
create policy history_entry_seen on history_entry for select to xieshou_app
  using ((select viewer_account()) is not null and history_concerns_viewer(subject_type, subject_id, acting_for));

-- An entry's place in the chain is seen with it. Heads and keys are for whoever verifies, by the command line.
alter table history_seal enable row level security;
create policy history_seal_seen on history_seal for select to xieshou_app using (exists (select from history_entry where history_entry.id = entry_id));
alter table history_key enable row level security;
alter table history_head enable row level security;
alter table history_cursor enable row level security;
grant select on history_seal to xieshou_app;
