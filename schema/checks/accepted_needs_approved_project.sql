-- What is accepted went to a project that was approved.
select contribution.id, project.id as project_id, project.status
from contribution join project on project.id = contribution.project_id
where contribution.state = 'ACCEPTED' and project.status in ('PROPOSED', 'ON_NOTICE', 'RETURNED', 'WITHDRAWN')
