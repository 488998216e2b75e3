-- A generated example says so in its name and bears a code that no real one has; no real one does either. What is generated
-- hangs on nothing but examples, and what hangs on an example is one. An example that somebody wrote, which its history tells,
-- keeps the name that it was given.
with written as (
  select distinct subject_type, subject_id from history_entry where subject_type in ('Fund', 'Project', 'Contribution', 'ReportingPeriod')
)
select 'place' as kind, id, name_zh from place
where synthetic <> (name_zh like '%示例%') or synthetic and code is null or synthetic is distinct from coalesce(code ~ '^\d{6}9\d{2}', false)
union all
select 'partner', partner.id, partner.name_zh from partner
left join partner parent on parent.id = partner.parent_id
left join place home on home.id = partner.home_id
where partner.synthetic <> (partner.name_zh like '%示例%')
  or partner.credit_code is not null and partner.synthetic <> (partner.credit_code ~ '^..99')
  or not partner.synthetic and (parent.synthetic or home.synthetic)
union all
select 'fund', id, name_zh from fund
where synthetic and name_zh not like '%示例%' and ('Fund', id) not in (select subject_type, subject_id from written)
union all
select 'period', id, name_zh from reporting_period
where synthetic and name_zh not like '%示例%' and ('ReportingPeriod', id) not in (select subject_type, subject_id from written)
union all
select 'project', id, name_zh from project
where synthetic and name_zh not like '%示例%' and ('Project', id) not in (select subject_type, subject_id from written)
union all
select 'contribution', contribution.id, null from contribution
left join project on project.id = contribution.project_id
left join fund on fund.id = contribution.fund_id
where contribution.synthetic and not coalesce(project.synthetic, fund.synthetic)
  and ('Contribution', contribution.id) not in (select subject_type, subject_id from written)
union all
select 'pairing', pairing.id, null from pairing
join partner on partner.id = pairing.partner_id
join place on place.id = pairing.place_id
where not pairing.synthetic and (partner.synthetic or place.synthetic)
union all
select 'fund', fund.id, fund.name_zh from fund
left join partner on partner.id = fund.partner_id
left join place on place.id = fund.place_id
where not fund.synthetic and (partner.synthetic or place.synthetic)
union all
select 'project', project.id, project.name_zh from project
join partner lead on lead.id = project.lead_partner_id
where not project.synthetic
  and (lead.synthetic
    or exists (select from project_place own join place on place.id = own.place_id where own.project_id = project.id and place.synthetic)
    or exists (select from project_pairing own join pairing on pairing.id = own.pairing_id where own.project_id = project.id and pairing.synthetic))
union all
select 'contribution', contribution.id, null from contribution
join partner giver on giver.id = contribution.partner_id
left join partner through on through.id = contribution.through_id
left join project on project.id = contribution.project_id
left join fund on fund.id = contribution.fund_id
where not contribution.synthetic and (giver.synthetic or through.synthetic or project.synthetic or fund.synthetic)
