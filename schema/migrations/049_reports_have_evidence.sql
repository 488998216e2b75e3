-- The history of reports and their evidence.
-- Evidence is bound to confirmations and reports as well, and seen with them.
alter table evidence
  add column confirmation_id bigint references confirmation,
  add column report_id bigint references report;
create index evidence_confirmation on evidence (confirmation_id, id) where confirmation_id is not null;
create index evidence_report on evidence (report_id, id) where report_id is not null;

do $$
declare
  subjects text := (
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
    where attrelid = 'evidence'::regclass and attnum > 0 and not attisdropped and attname like '%\_id' and attname <> 'file_id');
begin
  alter table evidence drop constraint evidence_has_one_subject;
  execute format('alter table evidence add constraint evidence_has_one_subject check (num_nonnulls(%s) = 1)', subjects);
  drop index evidence_once;
  execute format('create unique index evidence_once on evidence (file_id, %s) where detached_at is null',
    regexp_replace(subjects, '(\w+)', 'coalesce(\1, 0)', 'g'));
end $$;

create function confirmation_shows_evidence(given_id bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from confirmation where id = given_id);
end $$;

create function report_shows_evidence(given_id bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from report where id = given_id);
end $$;

create policy evidence_of_confirmation on evidence for select to xieshou_app using (
  confirmation_id is not null and (detached_at is null or (select viewer_sees_all())) and (select viewer_role()) <> 'PUBLIC'
  and confirmation_shows_evidence(confirmation_id));
create policy evidence_bound_to_confirmation on evidence for insert to xieshou_app with check (
  bound_for = (select viewer_organisation()) and confirmation_id is not null
  and exists (select from confirmation where confirmation.id = confirmation_id));
create policy evidence_of_report on evidence for select to xieshou_app using (
  report_id is not null and (detached_at is null or (select viewer_sees_all())) and (select viewer_role()) <> 'PUBLIC'
  and report_shows_evidence(report_id));
create policy evidence_bound_to_report on evidence for insert to xieshou_app with check (
  bound_for = (select viewer_organisation()) and report_id is not null and exists (select from report where report.id = report_id));
grant insert (confirmation_id, report_id) on evidence to xieshou_app;

-- As before (044_history_of_all.sql), with reports, their rounds and what evidence is bound to since.
create or replace function history_concerns_viewer(of_type text, of_id bigint, acting text) returns boolean language plpgsql stable as $$
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
          or history_concerns_viewer('Project', own.project_id, acting)
          or history_concerns_viewer('Agreement', own.agreement_id, acting)
          or history_concerns_viewer('Finding', own.finding_id, acting)
          or history_concerns_viewer('Report', own.report_id, acting)
          or exists (select from confirmation where confirmation.id = own.confirmation_id)));
    when 'EvidenceFile' then
      return exists (select from evidence_file own where own.id = of_id and (has_hand or own.uploaded_for = viewer_organisation()));
    when 'Agreement' then
      return exists (
        select from agreement own
        where own.id = of_id and (has_hand or agreement_is_viewers(own.pairing_id)));
    when 'AgreementAmendment' then
      return exists (
        select from agreement_amendment own join agreement on agreement.id = own.agreement_id
        where own.id = of_id and (has_hand or agreement_is_viewers(agreement.pairing_id)));
    -- Everybody sees a period; who opened and closed it is for whoever did, the programme office, auditors and administrators.
    when 'ReportingPeriod' then return has_hand;
    when 'MatchingOffer' then
      return exists (select from matching_offer own where own.id = of_id and (has_hand or own.partner_id = viewer_partner()));
    when 'AuditSample' then return has_hand and exists (select from audit_sample own where own.id = of_id);
    when 'AuditVisit' then return has_hand and exists (select from audit_visit own where own.id = of_id);
    -- What became of it before it was sent is for those who see everything.
    when 'Finding' then
      return exists (
        select from finding own
        where own.id = of_id and (
          has_hand or own.status <> 'DRAFT' and (
            viewer_answers(own.role, own.partner_id, own.place_id) or finding_concerns_viewer(own.contribution_id, own.project_id))));
    -- Whoever sees one of these has a hand in it.
    when 'Report' then return exists (select from report own where own.id = of_id);
    when 'ReportRound' then return exists (select from report_round own where own.id = of_id);
    when 'ProjectObjection' then return exists (select from project_objection own where own.id = of_id);
    when 'CorrectionRequest' then return exists (select from correction_request own where own.id = of_id);
    when 'Webhook' then return exists (select from webhook own where own.id = of_id);
    when 'ContributionMessage' then return exists (select from contribution_message own where own.id = of_id);
    when 'Account' then return exists (select from account own where own.id = of_id);
    when 'Membership' then return exists (select from membership own where own.id = of_id);
    when 'AccessToken' then return exists (select from access_token own where own.id = of_id);
    when 'Invitation' then return exists (select from invitation own where own.id = of_id);
    else return false;
  end case;
end $$;

