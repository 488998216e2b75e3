-- A generated example says so in its name and bears a code that no real one has; no real one does either. What is generated
-- hangs on nothing but examples.
select 'place' as kind, id, name_zh from place
where synthetic <> (name_zh like '%示例%') or synthetic and code is null or synthetic is distinct from coalesce(code ~ '^\d{6}9\d{2}', false)
union all
select 'partner', id, name_zh from partner
where synthetic <> (name_zh like '%示例%') or credit_code is not null and synthetic <> (credit_code ~ '^..99')
union all
select 'fund', id, name_zh from fund where synthetic and name_zh not like '%示例%'
union all
select 'project', id, name_zh from project where synthetic and name_zh not like '%示例%'
union all
select 'contribution', contribution.id, null from contribution
left join project on project.id = contribution.project_id
left join fund on fund.id = contribution.fund_id
where contribution.synthetic and not coalesce(project.synthetic, fund.synthetic)
