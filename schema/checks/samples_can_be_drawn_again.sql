-- A sample is what its seed draws from its frame, the frame has the hash that was recorded, and findings are against its rows.
select id as sample_id, 'frame' as what from audit_sample where frame_sha256 <> audit_frame_sha256(subject, frame_ids)
union all
select sample.id, 'draw'
from audit_sample sample
where exists (
  (select id, stratum_id, ordinal from audit_draw(subject, seed, frame_ids, frame_strata, size, rate)
   except select coalesce(contribution_id, project_id), stratum_id, ordinal from audit_sample_row where sample_id = sample.id)
  union all
  (select coalesce(contribution_id, project_id), stratum_id, ordinal from audit_sample_row where sample_id = sample.id
   except select id, stratum_id, ordinal from audit_draw(subject, seed, frame_ids, frame_strata, size, rate)))
union all
select finding.sample_id, 'finding'
from finding
where not exists (
  select from audit_sample_row own
  where own.sample_id = finding.sample_id and (own.contribution_id = finding.contribution_id or own.project_id = finding.project_id))
