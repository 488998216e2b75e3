import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PUBLIC_VIEWER, type Viewer } from '../../src/access/viewer.js';
import { afterCursor, orderBy, pageOf } from '../../src/reading/page.js';
import { allShapes, getShape, type Shape } from '../../src/reading/shape.js';
import { encodeId } from '../../src/shared/id.js';
import { alias, type Sql, sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';

const PARTNER = encodeId('Partner', '1');

/** A value for each filter, one that few rows meet: for what nearly all rows meet no index is of use. */
const SAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Place: { level: 'COUNTY', within: '533323', name: '怒江', poorCounty: true, synthetic: false },
  Partner: { kinds: ['HOSPITAL'], search: '商会', home: '533323', parent: PARTNER, synthetic: false },
  Membership: { ended: true },
  Pairing: { programme: 'EAST_WEST', partner: PARTNER, place: '533323', inForceOn: '2018-01-01', synthetic: false },
  Fund: { programme: 'EAST_WEST', partner: PARTNER, place: '533323' },
  Project: { programme: 'EAST_WEST', place: '533323', leadPartner: PARTNER, sector: '31120', statuses: ['COMPLETED'], synthetic: false },
  Contribution: {
    programme: 'EAST_WEST',
    partner: PARTNER,
    place: '533323',
    flowClasses: ['LOAN'],
    stages: ['PLEDGED'],
    forms: ['GOODS'],
    states: ['SUBMITTED'],
    from: '2020-01-01',
    to: '2012-01-01',
    live: false,
    synthetic: false,
  },
  Agreement: { states: ['DRAFT'], programme: 'EAST_WEST', partner: PARTNER, place: '533323' },
  ReportingPeriod: { programme: 'EAST_WEST', code: '2019', on: '2019-05-01', closed: true },
  Report: { programme: 'EAST_WEST', period: encodeId('ReportingPeriod', '1'), partner: PARTNER, states: ['OVERDUE', 'RETURNED'], place: '533323' },
  CorrectionRequest: { programme: 'EAST_WEST', period: encodeId('ReportingPeriod', '1'), states: ['ASKED'] },
  Finding: { statuses: ['OPEN'], kinds: ['MISUSED'], severities: ['SEVERE'] },
  WaitingItem: { kinds: ['CONFIRM'], dueBefore: '2020-01-01' },
  Webhook: { states: ['FAILED'] },
  WebhookDelivery: { states: ['PENDING'] },
  HistoryEntry: {
    actions: ['acceptContribution'],
    by: encodeId('Account', '1'),
    actingFor: PARTNER,
    from: new Date('2020-01-01'),
    to: new Date('2020-01-01'),
    requestId: 'x',
    field: 'state',
  },
};

/** What a list of the type always has beside its filters: what it is of, or the condition of a viewer for what is only listed for one organisation. */
const ALWAYS: Readonly<Record<string, (shape: Shape) => Sql>> = {
  AuditSampleRow: () => sql`listed.sample_id = 1`,
  ReportReview: () => sql`listed.report_id = 1 and listed.round = 1`,
  ReportingPeriodVersion: () => sql`listed.period_id = 1`,
  HistoryEntry: () => sql`listed.subject_type = 'Contribution' and listed.subject_id = 1`,
  Webhook: () => sql`listed.partner_id = 1`,
  WebhookDelivery: () => sql`listed.webhook_id = 1`,
  WaitingItem: ({ visibility }) =>
    visibility.predicate(alias('listed'), { ...PUBLIC_VIEWER, role: 'PLACE', placeId: '1', placeLevel: 'COUNTY' } satisfies Viewer),
};

/** It narrows nothing: it lets rows in that are otherwise left out. */
const WIDENING = ['Place.includeReplaced'];

/** Of rows that are few, in their order: a state is worked out from the moment, and beneath row security no index answers what an array holds. */
const READ_THROUGH = ['CorrectionRequest.states', 'CorrectionRequest.period'];

const shapes = allShapes().filter(({ filters, orders }) => Object.keys(filters).length + Object.keys(orders).length > 0);
const filters = shapes.flatMap((shape) => Object.keys(shape.filters).map((filter) => [`${shape.type}.${filter}`, shape, filter] as const));
const orders = shapes.flatMap((shape) => Object.keys(shape.orders).map((order) => [`${shape.type}.${order}`, shape, order] as const));

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform?.close());

/** What the planner would do if reading a whole table, or sorting it, cost more than anything else. */
async function planOf(statement: Sql): Promise<string> {
  return platform.database.pool.transaction(async (database) => {
    for (const way of ['seqscan', 'sort', 'incremental_sort']) await sql`${sql.raw(`set local enable_${way} = off`)}`.execute(database);
    const { rows } = await sql<{ 'QUERY PLAN': object }>`explain (format json) ${statement}`.execute(database);
    return JSON.stringify(rows);
  });
}

/** The table itself is read through an index; what a subselect looks up is another's matter. */
function readsWhole(plan: string): boolean {
  return /"Node Type":"Seq Scan",[^{}]*"Alias":"listed"/.test(plan);
}

describe('a filter reads its table through an index', () => {
  test('and each has a sample here', () => {
    const sampled = Object.entries(SAMPLES).flatMap(([type, samples]) => Object.keys(samples).map((filter) => `${type}.${filter}`));
    expect([...sampled, ...WIDENING].sort()).toEqual(filters.map(([name]) => name).sort());
  });

  test.each(filters.filter(([name]) => ![...WIDENING, ...READ_THROUGH].includes(name)))('%s', async (_name, shape, filter) => {
    const condition = shape.filters[filter]?.(alias('listed'), SAMPLES[shape.type]?.[filter] as never, PUBLIC_VIEWER) ?? sql`true`;
    expect(
      readsWhole(await planOf(sql`select 1 from ${shape.from} as listed where ${condition} and ${ALWAYS[shape.type]?.(shape) ?? sql`true`}`)),
    ).toBe(false);
  });

  test('or is found out', async () => {
    expect(readsWhole(await planOf(sql`select listed.* from project as listed where listed.description = 'x'`))).toBe(true);
  });
});

describe('an order is that of an index', () => {
  test.each(orders)('%s', async (_name, shape, order) => {
    const page = pageOf(shape, { first: 20, orderBy: order });
    const statement = sql`select 1 from ${shape.from} as listed
      where ${afterCursor(alias('listed'), page)} and ${ALWAYS[shape.type]?.(shape) ?? sql`true`} order by ${orderBy(alias('listed'), page)} limit 21`;
    expect(await planOf(statement)).not.toContain('Sort Key');
  });

  test('or is found out', async () => {
    expect(await planOf(sql`select * from project as listed order by budget_fen limit 21`)).toContain('Sort Key');
  });
});

describe('the newest contributions', () => {
  test.each(['project', 'fund', 'pairing'])('of a %s are read in their order, without the others', async (parent) => {
    const page = pageOf(getShape('Contribution'), { first: 20 });
    const plan = await planOf(sql`select listed.* from contribution as listed
      where listed.${sql.id(`${parent}_id`)} = 1 order by ${orderBy(alias('listed'), page)} limit 21`);
    expect(plan).not.toContain('Sort Key');
    expect(plan).toContain(`"Index Cond":"(${parent}_id = `);
  });
});
