-- Each contribution, project, fund, agreement, reporting period, round of a report and request for a correction that is no generated example has an entry in the history,
-- and so has all evidence.
select 'Contribution' as type, id from contribution
where not synthetic and not exists (select from history_entry where subject_type = 'Contribution' and subject_id = contribution.id)
union all
select 'Project', id from project
where not synthetic and not exists (select from history_entry where subject_type = 'Project' and subject_id = project.id)
union all
select 'Fund', id from fund
where not synthetic and not exists (select from history_entry where subject_type = 'Fund' and subject_id = fund.id)
union all
select 'Agreement', id from agreement
where not synthetic and not exists (select from history_entry where subject_type = 'Agreement' and subject_id = agreement.id)
union all
select 'ReportingPeriod', id from reporting_period
where not synthetic and not exists (select from history_entry where subject_type = 'ReportingPeriod' and subject_id = reporting_period.id)
union all
select 'ReportRound', id from report_round
where not synthetic and not exists (select from history_entry where subject_type = 'ReportRound' and subject_id = report_round.id)
union all
select 'CorrectionRequest', id from correction_request
where not synthetic and not exists (select from history_entry where subject_type = 'CorrectionRequest' and subject_id = correction_request.id)
union all
select 'EvidenceFile', id from evidence_file
where not exists (select from history_entry where subject_type = 'EvidenceFile' and subject_id = evidence_file.id)
union all
select 'Evidence', id from evidence
where not exists (select from history_entry where subject_type = 'Evidence' and subject_id = evidence.id)
