-- expand

-- Each place of a contribution has one share and each sector one, in whatever parts they stand; and several parts all have a place and a sector. 054 took
-- two shares of one member for those of two, so that by hand a row of a few fen could say so.
create or replace function several_parts_fault(given contribution) returns text language plpgsql stable as $$
begin
  if (select count(*) <> count(distinct place_id) * count(distinct sector_code) or count(*) <> count(distinct (place_id, sector_code))
      from contribution_part where contribution_id = given.id) then
    return 'has not each place with each sector';
  end if;
  if exists (
    with side as (
      select distinct 'place' as over, place_id::text as member, place_parts as parts, place_whole as whole from contribution_part where contribution_id = given.id
      union all
      select distinct 'sector', sector_code, sector_parts, sector_whole from contribution_part where contribution_id = given.id
    ) select from side group by over
      having sum(parts) <> max(whole) or count(distinct whole) > 1 or count(*) <> count(distinct member)) then
    return 'has shares of another sum';
  end if;
  if given.amount_fen is not null and exists (
    with side as (
      select 'place' as over, min(ordinal) as ordinal, place_parts::numeric as parts, place_whole::numeric as whole, sum(amount_fen) as amount_fen
      from contribution_part where contribution_id = given.id group by place_id, place_parts, place_whole
      union all
      select 'sector', min(ordinal), sector_parts::numeric, sector_whole::numeric, sum(amount_fen)
      from contribution_part where contribution_id = given.id group by sector_code, sector_parts, sector_whole
    ), ranked as (
      select amount_fen, div(given.amount_fen * parts, whole) as floor_fen,
             row_number() over (partition by over order by mod(given.amount_fen * parts, whole) desc, ordinal) as rank,
             given.amount_fen - sum(div(given.amount_fen * parts, whole)) over (partition by over) as left_fen
      from side
    ) select from ranked where amount_fen <> floor_fen + (rank <= left_fen)::int) then
    return 'has parts that do not follow their shares';
  end if;
  if exists (
    select from contribution_part
    where contribution_id = given.id
      and abs(amount_fen - given.amount_fen::numeric * place_parts * sector_parts / (place_whole::numeric * sector_whole)) > 2) then
    return 'has parts that do not follow both shares';
  end if;
  return null;
end $$;
