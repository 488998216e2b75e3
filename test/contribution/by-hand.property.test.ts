import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Viewer } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import { brokenMoney, type Hand, ISOLATIONS, rowByHand, takeRole, viewerBehind, type WrittenPart, type WrittenRow } from '../support/by-hand.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, keyIn, OTHER_COUNTY } from '../support/world.js';

// Before the database goes.
afterAll(async () => {
  for (const hand of hands) await hand.end();
  await role?.drop();
});

const given = useWorld();

let role: Awaited<ReturnType<typeof takeRole>>;
const hands: Hand[] = [];
let viewers: Viewer[];
let places: string[];
let projects: string[];
let funds: string[];
let shanghai: string;

beforeAll(async () => {
  const { platform, world } = given;
  role = await takeRole(platform);
  for (const _ of [1, 2, 3]) hands.push(await role.hand());
  viewers = await Promise.all([world.shanghai, world.county, world.office].map((account) => viewerBehind(platform, account)));
  shanghai = keyIn(world.shanghaiId);
  funds = [world.fund, world.countyFund].map(keyIn);
  const found = await platform.rows<{ id: string }>(sql`select id::text as id from place where code in (${COUNTY}, ${OTHER_COUNTY}) order by code`);
  places = found.map(({ id }) => id);
  const halves = { places: [COUNTY, OTHER_COUNTY].map((place) => ({ place, share: '1/2' })) };
  projects = [world.project, await approvedProject(platform, world.shanghai, world.office, halves)].map(keyIn);
});

/** What somebody writes by hand, drawn right as often as wrong. The numbers choose among what is there. */
const drawn = fc.record({
  what: fc.constantFrom('give', 'give', 'moveOn', 'moveOn', 'correct', 'setState', 'confirm', 'accept', 'accept', 'addPart'),
  who: fc.nat(2),
  which: fc.nat(40),
  other: fc.nat(40),
  fen: fc.integer({ min: 0, max: 400 }),
  wrong: fc.nat(9),
  state: fc.constantFrom('SUBMITTED', 'CONFIRMED', 'DISPUTED', 'ACCEPTED', 'RETURNED', 'WITHDRAWN'),
  live: fc.boolean(),
  isolation: fc.constantFrom('read committed', 'read committed', ...ISOLATIONS),
  immediate: fc.boolean(),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

interface Row {
  readonly id: string;
  readonly originalId: string;
  readonly fundId: string | null;
  readonly projectId: string | null;
  readonly parentId: string | null;
  readonly fromFundId: string | null;
  readonly ancestorIds: string[];
  readonly amountFen: string;
}

const pick = <Thing>(things: readonly Thing[], which: number): Thing | undefined => things[which % Math.max(1, things.length)];
const array = (ids: readonly string[]) => `array[${ids.join(', ')}]::bigint[]`;
const orNull = (value: string | null) => value ?? 'null';

/** The statements of one transaction. */
function statementsOf({ what, which, other, fen, wrong, state, live }: Drawn, rows: readonly Row[], viewer: Viewer): string[] {
  const row = pick(rows, which);
  const common: WrittenRow = {
    partner_id: shanghai,
    programme: wrong === 1 ? "'FIXED_POINT'" : "'EAST_WEST'",
    recorded_for: 'viewer_organisation()',
    amount_fen: String(fen),
  };
  const parts = partsOf(fen, wrong);
  switch (what) {
    case 'give':
      return [
        rowByHand(
          {
            ...common,
            ...(other % 3 === 0 ? { project_id: pick(projects, which) as string } : { fund_id: pick(funds, which) as string }),
            live: String(wrong !== 3),
          },
          parts,
        ),
      ];
    case 'moveOn':
      if (!row) return [];
      return [
        rowByHand(
          {
            ...common,
            ...(other % 4 === 0 ? { fund_id: pick(funds, other) as string } : { project_id: pick(projects, other) as string }),
            parent_id: wrong === 4 ? row.id : row.originalId,
            from_fund_id: orNull(row.fundId),
            ancestor_ids: array(wrong === 5 ? [row.originalId] : [...row.ancestorIds, row.originalId]),
            flow_class: wrong === 6 ? "'DONATION'" : "'FISCAL'",
          },
          parts,
        ),
      ];
    case 'correct':
      if (!row) return [];
      return [
        rowByHand(
          {
            ...common,
            corrects_id: row.id,
            original_id: wrong === 4 ? (pick(rows, other) as Row).originalId : row.originalId,
            correction_reason: "'更正'",
            fund_id: orNull(row.fundId),
            project_id: orNull(row.projectId),
            parent_id: orNull(row.parentId),
            from_fund_id: orNull(row.fromFundId),
            ancestor_ids: array(row.ancestorIds),
            voids: String(fen === 0),
            live: 'false',
          },
          parts,
        ),
        ...(live ? [`update contribution set live = (id = currval('contribution_id_seq')) where original_id = ${row.originalId}`] : []),
      ];
    case 'setState':
      return row ? [`update contribution set state = '${state}', live = ${live} where id = ${row.id}`] : [];
    case 'confirm':
      return row ? confirming(row, viewer, wrong) : [];
    case 'accept':
      return row ? [...confirming(row, viewer, wrong), `update contribution set state = 'ACCEPTED', live = true where id = ${row.id}`] : [];
    default:
      return row ? [`insert into contribution_part (contribution_id, ordinal, amount_fen) values (${row.id}, 9, 0)`] : [];
  }
}

function confirming({ id, originalId, amountFen }: Row, { role: as, partnerId, placeId, accountId }: Viewer, wrong: number): string[] {
  return [
    `insert into confirmation (contribution_id, original_id, role, partner_id, place_id, account_id, amount_fen, confirmed_on)
      values (${id}, ${originalId}, '${as}', ${orNull(partnerId)}, ${orNull(placeId)}, ${orNull(accountId)}, ${wrong === 7 ? '1' : amountFen}, '2020-05-02')`,
    `update contribution set state = 'CONFIRMED', confirmation_id = currval('confirmation_id_seq') where id = ${id}`,
  ];
}

function partsOf(fen: number, wrong: number): WrittenPart[] {
  if (wrong === 2) return [{ fen: String(fen + 1) }];
  if (wrong === 8) return [];
  if (wrong < 5) return [{ fen: String(fen) }];
  const halves = [Math.ceil(fen / 2), Math.floor(fen / 2)];
  return halves.map((half, index) => ({
    place: places[wrong === 9 ? 1 - index : index] as string,
    fen: String(half),
    ofPlaces: [1, wrong === 5 ? 3 : 2],
  }));
}

test('whatever several hands write at once under the program’s role, the money rules stand after it', async () => {
  const tally: Record<string, number> = {};
  const read = () =>
    given.platform.rows<Row>(sql`
      select id::text as id, original_id::text as "originalId", fund_id::text as "fundId", project_id::text as "projectId", parent_id::text as "parentId",
        from_fund_id::text as "fromFundId", ancestor_ids::text[] as "ancestorIds", coalesce(amount_fen, 0)::text as "amountFen"
      from contribution order by id desc limit 40`);
  const property = fc.asyncProperty(fc.array(fc.array(drawn, { minLength: 12, maxLength: 12 }), { minLength: 3, maxLength: 3 }), async (lanes) => {
    await Promise.all(
      lanes.map(async (steps, lane) => {
        for (const step of steps) {
          const viewer = viewers[step.who] as Viewer;
          const statements = statementsOf(step, await read(), viewer);
          const all = [...(step.immediate ? ['set constraints all immediate'] : []), ...statements];
          const went = await (hands[lane] as Hand).write(viewer, all, step.isolation).then(
            () => 'done',
            () => 'refused',
          );
          if (statements.length > 0) tally[`${step.what} ${went}`] = (tally[`${step.what} ${went}`] ?? 0) + 1;
        }
      }),
    );
    await given.platform.rows(sql`select impact_fold()`);
    expect(await brokenMoney(given.platform)).toEqual({});
  });
  // It was no sequence of refusals: what is drawn by chance is drawn until each of these has happened.
  const wanted = ['give done', 'moveOn done', 'correct done', 'accept done', 'give refused', 'moveOn refused', 'addPart refused'];
  const missing = () => wanted.filter((went) => !tally[went]);
  for (let round = 0; round === 0 || (round < 8 && missing().length > 0); round++) await fc.assert(property, { numRuns: 6, endOnFailure: true });
  expect(missing()).toEqual([]);
}, 60_000);
