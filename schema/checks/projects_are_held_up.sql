-- A project is suspended as long as something holds it up, and no longer: itself, or an agreement that is suspended. Of such an agreement
-- nothing goes on.
select 'status' as what, id, status from project
where (status = 'SUSPENDED') <> exists (select from project_hold where project_id = project.id and ended_at is null)
union all
select 'agreement', held.id, agreement.state from project_hold held join agreement on agreement.id = held.agreement_id
where held.ended_at is null and agreement.state <> 'SUSPENDED'
union all
select 'goes on', project.id, project.status
from project join project_pairing own on own.project_id = project.id join agreement on agreement.pairing_id = own.pairing_id
where agreement.state = 'SUSPENDED' and project.status in ('APPROVED', 'UNDER_WAY')
