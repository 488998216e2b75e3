import type { Viewer } from '../access/viewer.js';
import { PART_OF_ITS_OWNER } from '../access/visibility.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { emptyShape, type Shape, shapeOf } from '../reading/shape.js';
import { alias, type Sql, sql } from '../shared/sql.js';
import { RateDimension } from './audit.enums.js';
import { AuditSampleRow } from './audit-sample.entity.js';

export interface RateScope {
  readonly by: RateDimension;
  /** One sample, or all that the viewer sees. */
  readonly sampleId: string | null;
  /** The key of one partner or county, which is there though nothing of it was sampled. */
  readonly key: Sql | null;
}

/** How often something was found, by partner or county, as a shape that is read like any other type. */
export function rateShape(scope: RateScope, viewer: Viewer): Shape {
  const isByPartner = scope.by === RateDimension.PARTNER;
  return {
    ...emptyShape('FindingRate', sql`(${rates(scope, viewer)})`, PART_OF_ITS_OWNER),
    isComputed: true,
    columns: {
      id: (row) => sql`${row('key_id')}::text`,
      sampled: (row) => row('sampled'),
      withFindings: (row) => row('with_findings'),
      rate: (row) => row('rate'),
      sampledAmount: (row) => sql`${row('sampled_fen')}::text`,
      inQuestion: (row) => sql`${row('in_question_fen')}::text`,
      moneyRate: (row) => row('money_rate'),
    },
    one: {
      partner: { to: () => shapeOf(Partner), on: (rate, row) => (isByPartner ? sql`${row('id')} = ${rate('key_id')}` : sql`false`) },
      county: { to: () => shapeOf(Place), on: (rate, row) => (isByPartner ? sql`false` : sql`${row('id')} = ${rate('key_id')}`) },
    },
    orders: { KEY: { keys: [{ of: (row) => row('key_id'), type: 'bigint' }], descending: false } },
  };
}

/** What is above one is refused by the amount of the row, so that a rate is never above one. */
function rates({ by, sampleId, key }: RateScope, viewer: Viewer): Sql {
  const drawn = alias('drawn');
  const seen = shapeOf(AuditSampleRow).visibility.predicate(drawn, viewer);
  const county = (parts: Sql) => sql`(
    select case when min(place.county_id) = max(place.county_id) and count(place.county_id) = count(*) then min(place.county_id) end
    from ${parts} left join place on place.id = part.place_id)`;
  const keys =
    by === RateDimension.PARTNER
      ? { contribution: sql`partner_kept(given.partner_id)`, project: sql`own.lead_partner_id` }
      : {
          contribution: county(sql`(select place_id from contribution_part where contribution_id = given.id) as part`),
          project: county(sql`(select place_id from project_place where project_id = own.id) as part`),
        };
  const of = (column: string, id: Sql) => sql`
    select count(*) > 0 as has, coalesce(sum(finding.amount_fen), 0) as fen from finding
    where finding.${sql.raw(column)} = ${id} and finding.status <> 'DRAFT'${sampleId === null ? sql`` : sql` and finding.sample_id = ${sampleId}::bigint`}`;
  const rowsDrawn = (column: string) => sql`
    select distinct drawn.${sql.raw(column)} as id from audit_sample_row drawn
    where drawn.${sql.raw(column)} is not null and ${seen}${sampleId === null ? sql`` : sql` and drawn.sample_id = ${sampleId}::bigint`}`;
  const wanted = key === null ? sql`true` : sql`key_id = (${key})`;
  return sql`
    with judged as (
      select coalesce(${keys.contribution}, 0) as key_id, coalesce(given.amount_fen, 0) as fen, found.has, found.fen as found_fen
      from (${rowsDrawn('contribution_id')}) as row join contribution given on given.id = row.id cross join lateral (${of('contribution_id', sql`given.id`)}) as found
      union all
      select coalesce(${keys.project}, 0), coalesce(own.budget_fen, 0), found.has, found.fen
      from (${rowsDrawn('project_id')}) as row join project own on own.id = row.id cross join lateral (${of('project_id', sql`own.id`)}) as found
    ), rated as (
      select key_id, count(*) as sampled, count(*) filter (where has) as with_findings, sum(fen) as sampled_fen, sum(least(fen, found_fen)) as in_question_fen
      from judged where ${wanted} group by key_id
      ${key === null ? sql`` : sql`union all select (${key}), 0, 0, 0, 0 where not exists (select from judged where ${wanted})`}
    )
    select key_id, sampled::integer, with_findings::integer, sampled_fen, in_question_fen,
      trim_scale(round(with_findings::numeric / nullif(sampled, 0), 6))::text as rate,
      trim_scale(round(in_question_fen / nullif(sampled_fen, 0), 6))::text as money_rate
    from rated`;
}
