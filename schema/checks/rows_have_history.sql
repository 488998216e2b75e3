-- Each contribution, project and fund that is no generated example has an entry in the history.
select 'Contribution' as type, id from contribution
where not synthetic and not exists (select from history_entry where subject_type = 'Contribution' and subject_id = contribution.id)
union all
select 'Project', id from project
where not synthetic and not exists (select from history_entry where subject_type = 'Project' and subject_id = project.id)
union all
select 'Fund', id from fund
where not synthetic and not exists (select from history_entry where subject_type = 'Fund' and subject_id = fund.id)
