-- One part for each place of the project, or one at the place that holds the fund.
insert into contribution_part (contribution_id, ordinal, place_id, sector_code, amount_fen, place_parts, place_whole)
select contribution.id, coalesce(own.ordinal, 0), coalesce(own.place_id, fund.place_id), project.sector_code,
       case when own.share_whole is null then amount_fen else amount_fen * own.share_parts / own.share_whole end,
       coalesce(own.share_parts, 1), coalesce(own.share_whole, 1)
from contribution
left join project on project.id = contribution.project_id
left join project_place own on own.project_id = contribution.project_id
left join fund on fund.id = contribution.fund_id
where contribution.id between :from and :to
order by contribution.id, own.ordinal;
