import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Viewer } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import { brokenMoney, type Hand, partsByHand, rowByHand, takeRole, viewerBehind, type WrittenPart, type WrittenRow } from '../support/by-hand.js';
import { confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, OTHER_COUNTY, SECTOR } from '../support/world.js';

// Before the database goes.
afterAll(async () => {
  await hand?.end();
  await role?.drop();
});

const given = useWorld();

let role: Awaited<ReturnType<typeof takeRole>>;
let hand: Hand;
let shanghai: Viewer;
let office: Viewer;
let county: string;
let otherCounty: string;
let wide: string;
/** Rows of Shanghai: 100 yuan in its fund, accepted and not, and 100 yuan in the county's, of which 60 moved on. */
let accepted: string;
let source: string;
let movedOn: string;
let own: WrittenRow;

beforeAll(async () => {
  const { platform, world } = given;
  role = await takeRole(platform);
  hand = await role.hand();
  shanghai = await viewerBehind(platform, world.shanghai);
  office = await viewerBehind(platform, world.office);
  const places = await platform.rows<{ code: string; id: string }>(
    sql`select code, id::text as id from place where code in (${COUNTY}, ${OTHER_COUNTY}) order by code`,
  );
  [county, otherCounty] = places.map(({ id }) => id) as [string, string];
  wide = keyIn(
    await approvedProject(platform, world.shanghai, world.office, {
      places: [
        { place: COUNTY, share: '1/2' },
        { place: OTHER_COUNTY, share: '1/2' },
      ],
    }),
  );
  own = { partner_id: keyIn(world.shanghaiId), programme: "'EAST_WEST'", recorded_for: `'partner:${keyIn(world.shanghaiId)}'` };
});

beforeEach(async () => {
  const { platform, world } = given;
  const log = (input: object) => platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund, flowClass: 'FISCAL', ...input }));
  const row = await log({});
  await confirmAndAccept(platform, world.office, row);
  accepted = keyIn(row);
  source = keyIn(await log({}));
  const moved = await log({});
  movedOn = keyIn(moved);
  await log({ fund: null, project: world.project, onwardFrom: moved, amount: '60' });
});

const fund = () => keyIn(given.world.fund);
const project = () => keyIn(given.world.project);
const inFund = (row: WrittenRow = {}, parts?: readonly WrittenPart[]) => rowByHand({ ...own, fund_id: fund(), ...row }, parts);
const inProject = (row: WrittenRow = {}, parts?: readonly WrittenPart[], beside?: string) =>
  rowByHand({ ...own, project_id: project(), ...row }, parts ?? [{ place: county, sector: `'${SECTOR}'`, fen: row.amount_fen ?? '100' }], beside);
const inKind = (beside?: string, row: WrittenRow = {}) =>
  inProject({ form: "'GOODS'", amount_fen: 'null', ...row }, [{ place: county, sector: `'${SECTOR}'`, fen: null }], beside);
const line = (
  of: string,
  rest = 'null, null, null',
) => `insert into contribution_line (contribution_id, ordinal, item, quantity, unit, unit_value_fen, value_fen, valuation_basis)
  select id, 0, '化肥', 2, '吨', ${rest} from ${of}`;
const members = (...places: string[]) =>
  `insert into contribution_set_place (contribution_id, place_id) select own.id, unnest(array[${places}]) from own`;
const onward = (from: string, row: WrittenRow = {}) => inProject({ parent_id: from, from_fund_id: fund(), ancestor_ids: `array[${from}]`, ...row });
const correction = (of: string, row: WrittenRow = {}) =>
  inFund({ corrects_id: of, original_id: of, correction_reason: "'更正'", live: 'false', ...row });
const last = "currval('contribution_id_seq')";
/** In a statement that takes the next id. */
const before = "(currval('contribution_id_seq') - 1)";
const half = (fen: string, place: string, rest: Partial<WrittenPart> = {}): WrittenPart => ({
  place,
  sector: `'${SECTOR}'`,
  fen,
  ofPlaces: [1, 2],
  ...rest,
});
const inWide = (row: WrittenRow, parts: readonly WrittenPart[]) => inProject({ project_id: wide, ...row }, parts);
const OTHER_SECTOR = "'11120'";
/** Of each place with each sector: of the first place, then of the second. */
const quarters = (...fen: readonly [string, string, string, string]): WrittenPart[] =>
  fen.map((each, nth) => half(each, nth < 2 ? county : otherCounty, { ofSectors: [1, 2], ...(nth % 2 === 1 ? { sector: OTHER_SECTOR } : {}) }));
const set = (id: string, change: string) => `update contribution set ${change} where id = ${id}`;

type Attempt = readonly [what: string, statements: () => readonly string[], refused: RegExp, as?: () => Viewer];

const SHARES: readonly Attempt[] = [
  ['a row without parts', () => [inProject({}, [])], /has not all of its parts/],
  ['parts of another sum', () => [inProject({}, [{ place: county, fen: '99' }])], /parts of another sum/],
  ['parts without amounts', () => [inProject({}, [{ place: county, fen: null }])], /parts of another sum/],
  [
    'a part of cash for help in kind',
    () => [inProject({ form: "'GOODS'", amount_fen: 'null' }, [{ place: county, fen: '0' }])],
    /parts of another sum/,
  ],
  ['half of a whole', () => [inProject({}, [half('100', county)])], /shares of another sum/],
  ['three halves', () => [inWide({}, [half('34', county), half('33', otherCounty), half('33', '1', { ofPlaces: [1, 2] })])], /shares of another sum/],
  ['halves of two wholes', () => [inWide({}, [half('50', county), half('50', otherCounty, { ofPlaces: [2, 4] })])], /shares of another sum/],
  [
    'shares of two wholes that sum to one of them',
    () => [inWide({ amount_fen: '1' }, [half('0', county), half('1', otherCounty, { ofPlaces: [3, 4] })])],
    /shares of another sum/,
  ],
  [
    'a sector with two shares, which are a whole with those of the other',
    () => [
      inWide({ amount_fen: '1' }, [
        half('1', county, { ofSectors: [1, 4] }),
        half('0', county, { ofSectors: [1, 4], sector: OTHER_SECTOR }),
        half('0', otherCounty, { ofSectors: [2, 4] }),
        half('0', otherCounty, { ofSectors: [1, 4], sector: OTHER_SECTOR }),
      ]),
    ],
    /shares of another sum/,
  ],
  [
    'a place with two shares, which are a whole with those of the other',
    () => [
      inWide({ amount_fen: '1' }, [
        half('1', county, { ofPlaces: [1, 4], ofSectors: [1, 2] }),
        half('0', county, { ofPlaces: [2, 4], ofSectors: [1, 2], sector: OTHER_SECTOR }),
        half('0', otherCounty, { ofPlaces: [1, 4], ofSectors: [1, 2] }),
        half('0', otherCounty, { ofPlaces: [1, 4], ofSectors: [1, 2], sector: OTHER_SECTOR }),
      ]),
    ],
    /shares of another sum/,
  ],
  ['halves that are none', () => [inWide({}, [half('51', county), half('49', otherCounty)])], /do not follow their shares/],
  [
    'the fen that is left in the wrong half',
    () => [inWide({ amount_fen: '101' }, [half('50', county), half('51', otherCounty)])],
    /do not follow their/,
  ],
  ['quarters that follow either side and not both', () => [inWide({ amount_fen: '400' }, quarters('200', '0', '0', '200'))], /follow both shares/],
  [
    'quarters three fen from what both sides give them',
    () => [inWide({ amount_fen: '400' }, quarters('103', '97', '97', '103'))],
    /follow both shares/,
  ],
  [
    'each place twice with a sector of its own',
    () => [
      inWide(
        { amount_fen: '1' },
        [county, county, otherCounty, otherCounty].map((place, nth) =>
          half(nth === 0 ? '1' : '0', place, { ofSectors: [1, 2], ...(nth > 1 ? { sector: OTHER_SECTOR } : {}) }),
        ),
      ),
    ],
    /each place with each sector/,
  ],
  [
    'parts without a place',
    () => [
      inWide({}, [
        half('50', 'null', { ofPlaces: [1, 1], ofSectors: [1, 2] }),
        half('50', 'null', { ofPlaces: [1, 1], ofSectors: [1, 2], sector: OTHER_SECTOR }),
      ]),
    ],
    /each place with each sector/,
  ],
  [
    'parts without a sector',
    () => [inWide({}, [half('50', county, { sector: 'null' }), half('50', otherCounty, { sector: 'null' })])],
    /each place with each sector/,
  ],
  [
    'each place with a sector of its own',
    () => [
      inWide({ amount_fen: '2' }, [half('1', county, { ofSectors: [1, 2] }), half('1', otherCounty, { ofSectors: [1, 2], sector: OTHER_SECTOR })]),
    ],
    /each place with each sector/,
  ],
  ['one place twice', () => [inWide({}, [half('50', county), half('50', county)])], /each place with each sector|another sum/],
  ['parts numbered with a gap', () => [inWide({}, [half('50', county), half('50', otherCounty, { ordinal: 2 })])], /all of its parts/],
  ['a part less than nothing', () => [inWide({}, [half('150', county), half('-50', otherCounty)])], /violates check constraint/],
  [
    'another part, once the first were found well',
    () => [inProject(), 'set constraints all immediate', partsByHand(last, [{ ...half('0', otherCounty), ordinal: 1 }])],
    /row-level security/,
  ],
  [
    'another line of help in kind',
    () => [inKind(line('own')), line(`(select ${last} as id) as own`).replace('id, 0', 'id, 1')],
    /row-level security/,
  ],
  ['help in kind without lines', () => [inKind()], /has no lines/],
  ['help in kind worth another sum than its lines', () => [inKind(line('own', "100, 200, '发票'"), { valued_fen: '201' })], /lines of another worth/],
  ['a line worth another sum', () => [inKind(line('own', "100, 201, '发票'"), { valued_fen: '201' })], /contribution_line_value/],
  ['cash with lines', () => [inProject({}, undefined, line('own'))], /is cash and has lines/],
  ['cash with the worth of lines', () => [inProject({ valued_fen: '100' })], /is cash and has lines/],
  ['a set without members', () => [inProject({ place_mode: "'SET'" })], /place around its set/],
  [
    'a set that counts at one of its members',
    () => [inProject({ place_mode: "'SET'" }, undefined, members(county, otherCounty))],
    /place around its set/,
  ],
  ['members of no set', () => [inProject({}, undefined, members(county))], /members of no set/],
  ['money of another programme', () => [inProject({ programme: "'FIXED_POINT'" })], /another programme/],
  [
    'a project of which half is shared',
    () => [
      `with own as (insert into project (programme, name_zh, lead_partner_id, sector_code, status, place_mode, place_id)
        values ('EAST_WEST', '一半', ${shanghai.partnerId}, '${SECTOR}', 'PROPOSED', 'SHARED', ${county}) returning id)
       select id from own`,
      `insert into project_place (project_id, place_id, ordinal, share_parts, share_whole)
        select max(id), ${county}, 0, 1, 2 from project where name_zh = '一半'`,
    ],
    /shares are of another sum/,
  ],
  [
    'another place of a project',
    () => [`insert into project_place (project_id, place_id, ordinal, share_parts, share_whole) values (${project()}, ${otherCounty}, 1, 1, 2)`],
    /shares are of another sum/,
  ],
];

const ONWARD: readonly Attempt[] = [
  ['more than there is', () => [onward(source, { amount_fen: '10001' })], /more would have moved on|fund_live_balance/],
  ['more than is left', () => [onward(movedOn, { amount_fen: '4001' })], /more would have moved on/],
  ['more in two rows', () => [onward(source, { amount_fen: '6000' }), onward(source, { amount_fen: '6000' })], /more would have moved on/],
  ['from nothing', () => [onward('999999999')], /moves on as it came/],
  ['from a fund that it never came to', () => [onward(source, { from_fund_id: keyIn(given.world.countyFund) })], /moves on as it came/],
  ['as another class', () => [onward(source, { flow_class: "'DONATION'" })], /another class/],
  ['as another stage', () => [onward(source, { stage: "'PLEDGED'" })], /moves on as it came/],
  ["as another's", () => [onward(source, { partner_id: keyIn(given.world.guangdongId) })], /moves on as it came/],
  ['before it came', () => [onward(source, { occurred_on: "'2020-04-30'" })], /earlier day/],
  ['with other ancestors', () => [onward(source, { ancestor_ids: `array[${movedOn}, ${source}]` })], /moves on as it came/],
  ['without ancestors', () => [onward(source, { ancestor_ids: "'{}'" })], /moves on as it came/],
  ['from itself', () => [inProject({ parent_id: 'own.id', from_fund_id: fund(), ancestor_ids: 'array[own.id]' })], /moves on as it came/],
  [
    'in a circle',
    () => [
      `with own as (select nextval('contribution_id_seq') as a, nextval('contribution_id_seq') as b),
        pair as (select a as id, b as parent from own union all select b, a from own),
        row as (insert into contribution (id, original_id, partner_id, programme, recorded_for, fund_id, parent_id, from_fund_id, ancestor_ids, flow_class,
            stage, form, amount_fen, occurred_on, place_mode, state, live)
          select id, id, ${own.partner_id}, 'EAST_WEST', ${own.recorded_for}, ${keyIn(given.world.countyFund)}, parent, ${fund()}, array[parent], 'FISCAL',
            'DISBURSED', 'CASH', 100, '2020-05-01', 'SHARED', 'SUBMITTED', true from pair)
        insert into contribution_part (contribution_id, ordinal, amount_fen) select id, 0, 100 from pair`,
    ],
    /moves on as it came|row-level security/,
  ],
  ['of what was taken back', () => [set(movedOn, "state = 'WITHDRAWN', live = false")], /more would have moved on/],
  ['of a draft', () => [inFund({ state: "'DRAFT'", live: 'false' }), onward(before)], /more would have moved on/],
  ['of what is in a project', () => [inProject(), onward(before)], /moves on as it came/],
  [
    'of a correction instead of the first row of its chain',
    () => [correction(source, { amount_fen: '9000' }), onward(before)],
    /moves on as it came/,
  ],
  [
    'of what is corrected to less',
    () => [correction(movedOn, { amount_fen: '5000' }), `update contribution set live = (id = ${last}) where original_id = ${movedOn}`],
    /more would have moved on/,
  ],
  ['accepted of what is not', () => [set(accepted, "state = 'SUBMITTED'")], /what is ACCEPTED stays so/],
];

const LIFE: readonly Attempt[] = [
  [
    'money taken back that has nothing taken back',
    () => [correction(source, { voids: 'true' }), set(source, 'live = false'), set(last, 'live = true')],
    /contribution_voids/,
  ],
  ['what is accepted taken back', () => [set(accepted, "state = 'WITHDRAWN', live = false")], /what is ACCEPTED stays so/],
  ['what is accepted counted no more', () => [set(accepted, 'live = false')], /what was handed in counts/],
  ['what was handed in counted no more', () => [set(source, 'live = false')], /what was handed in counts/],
  [
    'what is withdrawn handed in again',
    () => [set(source, "state = 'WITHDRAWN', live = false"), set(source, "state = 'SUBMITTED', live = true")],
    /what is WITHDRAWN stays so/,
  ],
  ['a draft that counts', () => [inFund({ state: "'DRAFT'" })], /contribution_live/],
  ['two rows of a chain that count', () => [correction(source, { amount_fen: '9000' }), set(last, 'live = true')], /contribution_one_live/],
  ['two corrections of a row', () => [correction(source), correction(source)], /contribution_corrects/],
  ["a correction of another's chain", () => [correction(source, { original_id: accepted })], /of the chain of what it corrects/],
  [
    'a correction that lies in another fund',
    () => [correction(source, { fund_id: keyIn(given.world.countyFund) })],
    /of the chain of what it corrects/,
  ],
  [
    'a correction of itself',
    () => [inFund({ corrects_id: 'own.id', original_id: source, correction_reason: "'更正'", live: 'false' })],
    /of the chain of what it corrects/,
  ],
  ['a correction that counts while the accepted row does', () => [correction(accepted, { live: 'true' })], /contribution_one_live/],
  [
    'a correction that takes the place of an accepted row before it is accepted',
    () => [correction(accepted), `update contribution set live = (id = ${last}) where original_id = ${accepted}`],
    /what was handed in counts/,
  ],
  [
    'accepted without a confirmation',
    () => [set(source, "state = 'ACCEPTED'")],
    /confirmed before it is accepted|contribution_confirmed/,
    () => office,
  ],
  ['confirmed by nobody', () => [set(source, "state = 'CONFIRMED'")], /do not make the contribution CONFIRMED/, () => office],
  [
    'confirmed with another figure',
    () => [
      `insert into confirmation (contribution_id, original_id, role, account_id, amount_fen, confirmed_on)
        values (${source}, ${source}, 'PROGRAMME_OFFICE', ${office.accountId}, 9999, '2020-05-02')`,
      set(source, "state = 'CONFIRMED', confirmation_id = currval('confirmation_id_seq')"),
    ],
    /do not make the contribution CONFIRMED/,
    () => office,
  ],
  ['accepted as it comes', () => [inFund({ state: "'ACCEPTED'" })], /row-level security|inserted before it is accepted/],
  ['a day on which it was recorded', () => [inFund({ recorded_at: "'2019-01-01'" })], /permission denied/],
  ['a word that it was there before', () => [inFund({ precedes_confirmations: 'true' })], /permission denied/],
];

const FORCE: readonly Attempt[] = [
  [
    'an amount changed in place of a row that is there',
    () => [
      `${inFund().replace(' select id::text as id from own', '')} select 1`,
      `insert into contribution as own (id, original_id, partner_id, programme, recorded_for, fund_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live)
      select id, original_id, partner_id, programme, recorded_for, fund_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live from contribution where id = ${source}
      on conflict (id) do update set amount_fen = 1`,
    ],
    /permission denied/,
  ],
  [
    'a row taken out of the books in the place of an insert',
    () => [
      `insert into contribution as own (id, original_id, partner_id, programme, recorded_for, fund_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live)
      select id, original_id, partner_id, programme, recorded_for, fund_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, 'SUBMITTED', true from contribution where id = ${accepted}
      on conflict (id) do update set live = false`,
    ],
    /what was handed in counts/,
  ],
  ['rows copied in', () => ["copy contribution_part from program 'cat /etc/hostname'"], /permission denied|COPY FROM not supported/],
  ['a fund given a balance', () => [`update fund set live_balance_fen = 1000000 where id = ${fund()}`], /permission denied/],
  [
    'a fund opened with a balance',
    () => ["insert into fund (programme, name_zh, opened_on, partner_id, live_balance_fen) values ('EAST_WEST', 'x', '2020-01-01', 1, 1)"],
    /permission denied/,
  ],
  ['triggers put out', () => ['alter table contribution disable trigger all'], /must be owner/],
  ['triggers passed by', () => ['set session_replication_role = replica'], /permission denied/],
  ['constraints dropped', () => ['alter table fund drop constraint fund_live_balance'], /must be owner/],
  ['the role of the owner', () => ['set role postgres'], /permission denied/],
  ['the rights of its own login', () => ['reset role', 'set role none', 'delete from contribution'], /permission denied/],
  [
    'a table of its own in the place of another',
    () => ['create temp table contribution_part (contribution_id bigint)', inProject()],
    /column "ordinal"|has not all of its parts|permission denied/,
  ],
];

describe.each([
  ['shares', SHARES],
  ['money that moves on', ONWARD],
  ['what counts', LIFE],
  ['what the role may not do', FORCE],
])('by hand, under the program’s role: %s', (_kind, attempts) => {
  test.each(attempts)('%s is refused, whenever the constraints are looked at', async (_what, statements, refused, as = () => shanghai) => {
    await expect(hand.write(as(), statements())).rejects.toThrow(refused);
    await expect(hand.write(as(), ['set constraints all deferred', ...statements()])).rejects.toThrow(refused);
    await expect(hand.write(as(), ['set constraints all immediate', ...statements()])).rejects.toThrow();
  });
});

test('of all that was refused nothing is left', async () => expect(await brokenMoney(given.platform)).toEqual({}));

test('what is right goes in by hand as it does through the program', async () => {
  const parts = [half('51', county), half('50', otherCounty)];
  const inOrder = (order: readonly number[]) => quarters('26', '25', '25', '25').map((part, nth) => ({ ...part, ordinal: order[nth] as number }));
  for (const statements of [
    [inProject()],
    [inFund(), onward(before)],
    [onward(source, { amount_fen: '10000' })],
    [inWide({ amount_fen: '101' }, parts)],
    [inWide({ amount_fen: '400' }, quarters('102', '98', '98', '102'))],
    // The fen that is left goes to the place and to the sector named first, in whatever order their parts stand.
    [inWide({ amount_fen: '101' }, inOrder([0, 3, 2, 1]))],
    [inWide({ amount_fen: '101' }, inOrder([0, 1, 3, 2]))],
    // The second set of other members than the first.
    [inProject({ place_mode: "'SET'" }, undefined, members(county))],
    [inProject({ place_mode: "'SET'" }, [{ place: otherCounty, fen: '100' }], members(otherCounty))],
    [correction(movedOn, { amount_fen: '6000' }), `update contribution set live = (id = ${last}) where original_id = ${movedOn}`],
    [correction(accepted, { amount_fen: '1' })],
  ])
    await hand.write(shanghai, statements);
  expect(await brokenMoney(given.platform)).toEqual({});
});

test('whoever it says that it is, money holds', async () => {
  for (const as of [office, { ...shanghai, partnerId: keyIn(given.world.guangdongId) }, { ...office, role: 'ADMINISTRATOR' as const }] as Viewer[]) {
    const byIt = onward(source, { amount_fen: '10001', recorded_for: 'viewer_organisation()' });
    await expect(hand.write(as, [byIt])).rejects.toThrow(/more would have moved on|fund_live_balance/);
    await hand
      .write(as, [set(movedOn, "state = 'WITHDRAWN', live = false")])
      .catch((error) => expect(String(error)).toMatch(/more would have moved on|row-level security/));
  }
  expect(await brokenMoney(given.platform)).toEqual({});
});
