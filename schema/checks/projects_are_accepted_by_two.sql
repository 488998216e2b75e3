-- A project is accepted in two steps, by two accounts, and what was approved after a notice waited for its end.
select 'accepted' as what, project.id, status, count(distinct account_id) as accounts
from project left join project_acceptance own on own.project_id = project.id and own.round = project.acceptance_round
where status in ('FIRST_ACCEPTED', 'ACCEPTED')
group by project.id having count(distinct account_id) <> case status when 'ACCEPTED' then 2 else 1 end
union all
select 'approved early', project.id, project.status, null
from project join history_entry entry on entry.subject_type = 'Project' and entry.subject_id = project.id and entry.action = 'approveProject'
where (entry.recorded_at at time zone 'Asia/Shanghai')::date <= project.notice_ends_on
