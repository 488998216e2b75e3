-- Evidence is by its hash what the history says was bound, detached or uploaded.
select entry.id, subject_type, subject_id
from history_entry entry
left join evidence on subject_type = 'Evidence' and evidence.id = subject_id
join evidence_file file on file.id = case subject_type when 'EvidenceFile' then subject_id else evidence.file_id end
where change ? 'sha256' and change ->> 'sha256' <> encode(file.sha256, 'hex')
