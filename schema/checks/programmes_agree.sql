-- A contribution belongs to the programme of its project or fund, and a project to that of its pairings.
select 'contribution' as kind, contribution.id, contribution.programme, coalesce(project.programme, fund.programme) as expected
from contribution
left join project on project.id = contribution.project_id
left join fund on fund.id = contribution.fund_id
where contribution.programme is distinct from coalesce(project.programme, fund.programme)
union all
select 'project', project.id, project.programme, pairing.programme
from project
join project_pairing own on own.project_id = project.id
join pairing on pairing.id = own.pairing_id
where project.programme <> pairing.programme
