-- A report is accepted when every place of its round has accepted that was not passed over, none of them before those below it and none twice by
-- one account or by who handed it in, and no place alone; and it is returned when its round was, with a reason.
select 'state' as what, report.id
from report left join report_round own on own.report_id = report.id and own.round = report.round
where report.state <> case
  when report.round = 0 then 'OWED'
  when own.returned_at is not null then 'RETURNED'
  when own.accepted_at is not null then 'ACCEPTED'
  when own.submitted_at is not null then 'SUBMITTED'
  else 'NONE' end
union all
select 'accepted', report.id
from report
where (state = 'ACCEPTED') <> (round > 0 and not exists (
  select from report_review review where review.report_id = report.id and review.round = report.round and review.accepted_at is null and not review.passed_over))
union all
select 'climbed', review.report_id
from report_review review
join report_review below on below.report_id = review.report_id and below.round = review.round and below.step < review.step
join place on place.id = below.place_id and (review.step = 5 or review.place_id in (place.county_id, place.prefecture_id, place.province_id))
where review.accepted_at is not null and not below.passed_over and (below.accepted_at is null or below.accepted_at > review.accepted_at)
union all
select 'alone', report.id
from report
join report_round own on own.report_id = report.id and own.round = report.round and own.submitted_by is not null
join report_review last on last.report_id = report.id and last.round = report.round
join place on place.id = last.place_id
where report.state = 'ACCEPTED'
  and not exists (
    select from report_review above
    where above.report_id = report.id and above.round = report.round and above.step > last.step and above.accepted_at is not null
      and (above.step = 5 or above.place_id in (place.county_id, place.prefecture_id, place.province_id)))
  and not exists (
    select from report_review below join place under on under.id = below.place_id
    where below.report_id = report.id and below.round = report.round and below.step < last.step and not below.passed_over
      and last.place_id in (under.county_id, under.prefecture_id, under.province_id))
union all
select 'own', review.report_id
from report_review review join report_round own on own.report_id = review.report_id and own.round = review.round
where review.account_id = own.submitted_by
