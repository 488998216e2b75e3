-- A closed period has all its versions, one after the other in time, the first as it was closed. Each further one was agreed to by somebody
-- else than who asked, for the row that it names, while the consent was good; and no consent was used without one.
select 'a version is missing' as what, period.id from reporting_period period
where period.version <> (select count(*) from reporting_period_version version where version.period_id = period.id)
  or period.version <> coalesce((select max(version.version) from reporting_period_version version where version.period_id = period.id), 0)
union all
select 'comes before the one before it', later.id from reporting_period_version later
join reporting_period_version earlier on earlier.period_id = later.period_id and earlier.version = later.version - 1
where later.recorded_at <= earlier.recorded_at
union all
select 'is the first, and not of the close', version.id from reporting_period_version version join reporting_period period on period.id = version.period_id
where version.version = 1 and version.recorded_at <> period.closed_at
union all
select 'was not agreed to', version.id from reporting_period_version version
join contribution given on given.id = version.contribution_id
left join correction_request request on request.id = version.request_id
where (request.agreed and request.original_id = given.original_id and version.period_id = any (request.period_ids)
  and request.answered_for <> request.asked_for and (request.answered_by <> request.account_id) is not false
  and request.used_at <= version.recorded_at and request.expires_at > request.answered_at) is not true
union all
select 'was used without a version', request.id from correction_request request
where used_at is not null and not exists (
  select from reporting_period_version version join contribution given on given.id = request.used_by_id
  join contribution changed on changed.id = version.contribution_id and changed.original_id = given.original_id
  where version.request_id = request.id)
