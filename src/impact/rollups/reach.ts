import { type Alias, alias, allOf, name, type Sql, sql } from '../../shared/sql.js';

export type Thing = 'PROJECT' | 'PARTNER' | 'PLACE' | 'COUNTY';

/** Rows of impact_reach, or of impact_reach_count, by the columns of their key. */
export interface ReachKey {
  readonly scopeKind: 'ALL' | 'PLACE' | 'PARTNER';
  readonly scopeId: Sql;
  /** '' for any; null for each of the programmes, whose things are then added up. */
  readonly programme: Sql | null;
  readonly byKind: string;
  readonly byId?: Sql;
  readonly byCode?: Sql;
}

/** The years a thing must be there in: any year where they are left out. */
export interface Years {
  readonly from?: Sql | number | null;
  readonly to?: Sql | number | null;
}

export function ofKey(row: Alias, { scopeKind, scopeId, programme, byKind, ...of }: ReachKey): Sql {
  // By nothing more is by no id and by no code.
  const { byId = byKind === '' ? sql`0` : undefined, byCode = byKind === '' ? sql`''` : undefined } = of;
  return allOf([
    sql`${row('scope_kind')} = ${sql.lit(scopeKind)}`,
    sql`${row('scope_id')} = ${scopeId}`,
    programme === null ? sql`${row('programme')} <> ''` : sql`${row('programme')} = ${programme}`,
    sql`${row('by_kind')} = ${sql.lit(byKind)}`,
    ...(byId ? [sql`${row('by_id')} = ${byId}`] : []),
    ...(byCode ? [sql`${row('by_code')} = ${byCode}`] : []),
  ]);
}

/** A year within the span. A row's own condition, so it works in either table. */
export function withinYears(row: Alias, { from, to }: Years): Sql {
  return allOf([...(from == null ? [] : [sql`${row('year')} >= ${from}`]), ...(to == null ? [] : [sql`${row('year')} <= ${to}`])]);
}

/** How many different things are there in the years. */
export function thingCount(thing: Thing, key: ReachKey, years: Years): Sql {
  return sql`(select coalesce(sum(things), 0)::bigint from (${countsByThing([thing], key, years)}) as counted)`;
}

/** Several such counts of one key, by name, as a JSON object. */
export function thingCounts(things: Readonly<Record<string, Thing>>, key: ReachKey, years: Years): Sql {
  const counts = Object.entries(things).map(
    ([name, thing]) => sql`${sql.lit(name)}, coalesce(sum(things) filter (where thing = ${sql.lit(thing)}), 0)::bigint`,
  );
  return sql`(select json_build_object(${sql.join(counts)}) from (${countsByThing(Object.values(things), key, years)}) as counted)`;
}

/** Rows of a thing and a number, to be added up: what the folded rows count, and what the rows not folded yet change of it, thing by thing. */
function countsByThing(things: readonly Thing[], key: ReachKey, years: Years): Sql {
  const counted = alias('counted');
  const fresh = alias('fresh');
  const folded = alias('folded');
  const isOneOfThem = (row: Alias) => sql`${row('thing')} in (${sql.join(things.map((thing) => sql.lit(thing)))})`;
  const columns = columnsOfThing(key);
  const of = (table: string) => sql.join(columns.map(alias(table)));
  const sameThing = sql.join(
    columns.map((column) => sql`${folded(column)} = ${alias('touched')(column)}`),
    sql` and `,
  );
  // In a year a thing has no fewer than no references, so it is there in some of the years when it has any in all of them.
  return sql`
    select counted.thing, counted.things from impact_reach_count counted
    where ${ofKey(counted, key)} and ${isOneOfThem(counted)} and ${withinYears(counted, years)}
      and ${years.from == null ? sql`counted.previous_year = 0` : sql`counted.previous_year < ${years.from}`}
    union all
    (with fresh as materialized (
      select ${of('fresh')}, fresh.year, fresh.refs from impact_reach_fresh fresh where ${ofKey(fresh, key)} and ${isOneOfThem(fresh)}
    )
    select thing, (sum(refs) > 0)::int - (sum(folded_refs) > 0)::int
    from (
      select ${of('fresh')}, fresh.year, fresh.refs, 0 as folded_refs from fresh
      union all
      select ${of('touched')}, folded.year, folded.refs, folded.refs
      from (select distinct ${of('fresh')} from fresh) as touched
      cross join lateral (select year, refs from impact_reach_folded folded where ${ofKey(folded, key)} and ${sameThing} offset 0) as folded
    ) as side
    where ${withinYears(alias('side'), years)}
    group by ${sql.join(columns.map(name))})`;
}

/** What tells things apart that are under one key: with it, one look into the key of impact_reach finds the years of one. */
function columnsOfThing({ programme, byKind }: ReachKey): readonly string[] {
  return [...(programme === null ? ['programme'] : []), ...(byKind === '' ? [] : ['by_id', 'by_code']), 'thing', 'thing_id'];
}

/** The ids of the things that are there in the years, each once. For things of which there are never many. */
export function thingIds(thing: Thing, key: ReachKey, years: Years, which: (row: Alias) => Sql = () => sql`true`): Sql {
  const reach = alias('reach');
  return sql`
    select distinct thing_id from (
      select reach.thing_id from impact_reach reach
      where ${ofKey(reach, key)} and reach.thing = ${sql.lit(thing)} and ${withinYears(reach, years)} and ${which(reach)}
      group by reach.programme, reach.by_id, reach.by_code, reach.thing_id, reach.year having sum(reach.refs) > 0
    ) as there`;
}
