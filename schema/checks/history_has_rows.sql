-- Each entry of the history is about a row that is there.
select id, subject_type, subject_id
from history_entry
where not case subject_type
  when 'Contribution' then exists (select from contribution where contribution.id = subject_id)
  when 'ContributionMessage' then exists (select from contribution_message where contribution_message.id = subject_id)
  when 'MatchingOffer' then exists (select from matching_offer where matching_offer.id = subject_id)
  when 'AuditSample' then exists (select from audit_sample where audit_sample.id = subject_id)
  when 'AuditVisit' then exists (select from audit_visit where audit_visit.id = subject_id)
  when 'Finding' then exists (select from finding where finding.id = subject_id)
  when 'Project' then exists (select from project where project.id = subject_id)
  when 'Fund' then exists (select from fund where fund.id = subject_id)
  when 'Pairing' then exists (select from pairing where pairing.id = subject_id)
  when 'Partner' then exists (select from partner where partner.id = subject_id)
  when 'Agreement' then exists (select from agreement where agreement.id = subject_id)
  when 'AgreementAmendment' then exists (select from agreement_amendment where agreement_amendment.id = subject_id)
  when 'ProjectObjection' then exists (select from project_objection where project_objection.id = subject_id)
  when 'Account' then exists (select from account where account.id = subject_id)
  when 'Membership' then exists (select from membership where membership.id = subject_id)
  when 'AccessToken' then exists (select from access_token where access_token.id = subject_id)
  when 'Invitation' then exists (select from invitation where invitation.id = subject_id)
  when 'Report' then exists (select from report where report.id = subject_id)
  when 'ReportRound' then exists (select from report_round where report_round.id = subject_id)
  when 'ReportingPeriod' then exists (select from reporting_period where reporting_period.id = subject_id)
  when 'CorrectionRequest' then exists (select from correction_request where correction_request.id = subject_id)
  when 'Webhook' then exists (select from webhook where webhook.id = subject_id)
  when 'EvidenceFile' then exists (select from evidence_file where evidence_file.id = subject_id)
  when 'Evidence' then exists (select from evidence where evidence.id = subject_id)
  else false
end
