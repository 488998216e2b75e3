import { beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { dataOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { confirm } from '../support/life.js';
import { allRows } from '../support/pages.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const log = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const does = (as: Account, action: string, contribution: string) => given.platform.done(as, action, { contribution, reason: '请核对' });
const confirms = async (as: Account, contribution: string, amount: string) =>
  dataOf(await given.platform.write(as, 'confirmContribution', { contribution, amount, confirmedOn: '2020-05-02' }));

const ORGANISATIONS = [
  'shanghai',
  'guangdong',
  'village',
  'township',
  'county',
  'otherCounty',
  'prefecture',
  'province',
  'office',
  'auditor',
] as const;

/** For whom a contribution waits, and to do what. */
async function waitsFor(contribution: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const who of ORGANISATIONS) {
    const { waiting } = await given.platform.read('{ waiting(first: 100) { nodes { kind contribution { id } } } }', { as: given.world[who] });
    const kinds = (waiting.nodes as { kind: string; contribution: { id: string } | null }[]).filter((item) => item.contribution?.id === contribution);
    if (kinds.length > 0) found[who] = kinds.map(({ kind }) => kind).join(' ');
  }
  return found;
}

describe('a contribution waits', () => {
  test('for the receiving place to confirm it, for the county to accept it, and then for nobody', async () => {
    const { platform, world } = given;
    const id = await log();
    expect(await waitsFor(id)).toEqual({ county: 'CONFIRM' });
    await confirm(platform, id);
    expect(await waitsFor(id)).toEqual({ county: 'ACCEPT' });
    await does(world.office, 'acceptContribution', id);
    expect(await waitsFor(id)).toEqual({});
  });

  test('as a draft for nobody, and once taken back for nobody', async () => {
    const { world } = given;
    const id = await log({ draft: true });
    expect(await waitsFor(id)).toEqual({});
    await does(world.shanghai, 'submitContribution', id);
    expect(await waitsFor(id)).toEqual({ county: 'CONFIRM' });
    await does(world.shanghai, 'withdrawContribution', id);
    expect(await waitsFor(id)).toEqual({});
  });

  test('for both sides while their figures differ, and for whoever recorded it when it was sent back', async () => {
    const { world } = given;
    const id = await log();
    await confirms(world.county, id, '90');
    expect(await waitsFor(id)).toEqual({ shanghai: 'AGREE_DISPUTE', county: 'AGREE_DISPUTE' });
    await does(world.office, 'returnContribution', id);
    expect(await waitsFor(id)).toEqual({ shanghai: 'MEND_RETURNED' });
  });

  test('in a village for the village and its county, which also accepts', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: world.villageId }] });
    const id = await log({ project });
    expect(await waitsFor(id)).toEqual({ village: 'CONFIRM', county: 'CONFIRM' });
    await confirm(platform, id);
    expect(await waitsFor(id)).toEqual({ county: 'ACCEPT' });
  });

  test('in several counties for the prefecture that holds them all', async () => {
    const { platform, world } = given;
    const places = [COUNTY, OTHER_COUNTY].map((place) => ({ place, share: '50%' }));
    const id = await log({ project: await approvedProject(platform, world.shanghai, world.office, { places }) });
    expect(await waitsFor(id)).toEqual({ prefecture: 'CONFIRM' });
  });

  test('in a fund for its holder, or for the office where nobody else is left', async () => {
    const { platform, world } = given;
    const own = await log({ project: null, fund: world.fund });
    expect(await waitsFor(own)).toEqual({ office: 'CONFIRM' });
    await confirm(platform, own);
    expect(await waitsFor(own)).toEqual({ office: 'ACCEPT' });
    expect(await waitsFor(await log({ project: null, fund: world.countyFund }))).toEqual({ county: 'CONFIRM' });
  });

  test('when a county passed it on for the partner whose money it is, and for the prefecture to accept', async () => {
    const { platform, world } = given;
    const source = await log({ project: null, fund: world.countyFund });
    const moved = await platform.done(world.county, 'logContribution', gift({ project: world.project, onwardFrom: source }));
    expect(await waitsFor(moved)).toEqual({ shanghai: 'CONFIRM' });
    await confirm(platform, moved);
    expect(await waitsFor(moved)).toEqual({ prefecture: 'ACCEPT' });
  });

  test('no more while its correction is under way, and again when that is taken back', async () => {
    const { platform, world } = given;
    const id = await log();
    const corrected = await platform.done(world.shanghai, 'correctContribution', { contribution: id, amount: '90', reason: '笔误' });
    expect([await waitsFor(id), await waitsFor(corrected)]).toEqual([{}, { county: 'CONFIRM' }]);
    await does(world.shanghai, 'withdrawContribution', corrected);
    expect([await waitsFor(id), await waitsFor(corrected)]).toEqual([{ county: 'CONFIRM' }, {}]);
  });
});

describe('the list of what waits', () => {
  beforeEach(async () => {
    await log();
  });

  test('is empty for the public', async () => {
    const { waiting } = await given.platform.read('{ waiting { totalCount nodes { id } } }');
    expect(waiting).toEqual({ totalCount: 0, nodes: [] });
  });

  test('says the day that each is due, by the days of its programme', async () => {
    const { platform, world } = given;
    const dueOf = async () => {
      const id = await log();
      const [row] = await platform.rows<{ days: number }>(sql`
        select due_on - (now() at time zone 'Asia/Shanghai')::date as days from waiting_item where subject_id = ${keyIn(id)}::bigint`);
      return row?.days;
    };
    expect(await dueOf()).toBe(15);
    await platform.rows(sql`update programme set confirm_days = 3 where code = 'EAST_WEST'`);
    expect(await dueOf()).toBe(3);
    const { waiting } = await platform.read(
      '{ waiting(first: 1) { nodes { dueOn since contribution { programme { confirmDays acceptDays mendDays } } } } }',
      {
        as: world.county,
      },
    );
    expect(waiting.nodes[0].contribution.programme).toEqual({ confirmDays: 3, acceptDays: 30, mendDays: 15 });
    const [today] = await platform.rows<{ due: string }>(sql`select ((now() at time zone 'Asia/Shanghai')::date + 3)::text as due`);
    expect(waiting.nodes[0].dueOn).toBe(today?.due);
    await platform.rows(sql`update programme set confirm_days = 15 where code = 'EAST_WEST'`);
  });

  test('goes by the day, in pages, and by kind and day where asked', async () => {
    const { platform, world } = given;
    await platform.rows(sql`update waiting_item set due_on = due_on - (id % 5)::int`);
    const rows = await allRows(platform, { field: 'waiting', row: 'id dueOn kind', as: world.county, first: 3 });
    const days = rows.map(({ dueOn }) => dueOn as string);
    expect(days).toEqual([...days].sort());
    const ask = async (filter: string) =>
      (await platform.read(`{ waiting(first: 100, filter: { ${filter} }) { totalCount nodes { kind dueOn } } }`, { as: world.county })).waiting;
    const confirmable = await ask('kinds: [CONFIRM]');
    expect(confirmable.totalCount).toBe(rows.filter(({ kind }) => kind === 'CONFIRM').length);
    const before = days[Math.floor(days.length / 2)] ?? '';
    expect((await ask(`dueBefore: "${before}"`)).totalCount).toBe(days.filter((day) => day < before).length);
  });

  test('is read from an index, by whoever asks', async () => {
    const { platform } = given;
    const planOf = async (condition: string) => {
      const plan = await platform.rows<{ 'QUERY PLAN': string }>(
        sql`explain select id from waiting_item where ${sql.raw(condition)} order by due_on, id limit 20`,
      );
      return plan.map((row) => row['QUERY PLAN']).join('\n');
    };
    await platform.rows(sql`
      insert into waiting_item (kind, subject_type, subject_id, role, place_id, desk_id, due_on)
      select 'CONFIRM', 'Other', n, 'PLACE', n % 3000 + 1, n % 150 + 1, date '2030-01-01' + (n % 365) from generate_series(1, 30000) as n`);
    await platform.rows(sql`analyze waiting_item`);
    expect(await planOf('desk_id = 7')).toContain('waiting_item_desk');
    expect(await planOf('place_id = 2907 and place_id <> desk_id')).toContain('waiting_item_place');
    expect(await planOf("role = 'PROGRAMME_OFFICE' and partner_id is null and place_id is null")).toContain('waiting_item_role');
    await platform.rows(sql`delete from waiting_item where subject_type = 'Other'`);
  });

  test('is what the states say, also when it is made anew', async () => {
    const { platform } = given;
    await platform.rows(sql`select await_contributions(array(select id from contribution))`);
    expect(await brokenChecks(platform.owner, ['waiting_follows_states'])).toEqual({});
  });
});

describe('what the viewer can do with a contribution', () => {
  const FIELDS = ['Submit', 'Withdraw', 'Correct', 'Confirm', 'Accept', 'Return', 'SendMessage'];
  const can = async (id: string, as?: Account) => {
    const { node } = await given.platform.read(
      `query ($id: ID!) { node(id: $id) { ... on Contribution { ${FIELDS.map((field) => `viewerCan${field}`).join(' ')} } } }`,
      { as, variables: { id } },
    );
    return FIELDS.filter((field) => node[`viewerCan${field}`]).join(' ');
  };

  test('is what the steps of its state are for the viewer', async () => {
    const { platform, world } = given;
    const id = await log({ draft: true });
    expect(await can(id, world.shanghai)).toBe('Submit Withdraw');
    await does(world.shanghai, 'submitContribution', id);
    expect(await can(id, world.shanghai)).toBe('Withdraw Correct SendMessage');
    expect(await can(id, world.county)).toBe('Confirm Return SendMessage');
    expect(await can(id, world.office)).toBe('Return SendMessage');
    expect(await can(id, world.auditor)).toBe('');
    await confirms(world.county, id, '100');
    expect(await can(id, world.county)).toBe('Confirm Return SendMessage');
    expect(await can(id, world.prefecture)).toBe('Confirm Accept Return SendMessage');
    expect(await can(id, world.office)).toBe('Accept Return SendMessage');
    await does(world.prefecture, 'acceptContribution', id);
    expect(await can(id, world.shanghai)).toBe('Correct SendMessage');
    for (const as of [undefined, world.guangdong]) expect(await can(id, as)).toBe('');
    const corrected = await platform.done(world.shanghai, 'correctContribution', { contribution: id, amount: '90', reason: '笔误' });
    expect(await can(id, world.shanghai)).toBe('SendMessage');
    expect(await can(corrected, world.shanghai)).toBe('Withdraw SendMessage');
  });

  test('is what the mutations then let through, for every state and viewer', async () => {
    const { platform, world } = given;
    const states: Record<string, () => Promise<string>> = {
      SUBMITTED: () => log(),
      CONFIRMED: async () => confirm(platform, await log()),
      DISPUTED: async () => {
        const id = await log();
        await confirms(world.county, id, '90');
        return id;
      },
      RETURNED: async () => {
        const id = await log();
        await does(world.office, 'returnContribution', id);
        return id;
      },
    };
    const steps = {
      Submit: ['submitContribution', {}],
      Withdraw: ['withdrawContribution', {}],
      Correct: ['correctContribution', { reason: '笔误', amount: '95' }],
      Confirm: ['confirmContribution', { amount: '100', confirmedOn: '2020-05-02' }],
      Accept: ['acceptContribution', {}],
      Return: ['returnContribution', { reason: '请核对' }],
    } as const;
    for (const [state, make] of Object.entries(states)) {
      for (const who of ['shanghai', 'county', 'prefecture', 'office', 'auditor'] as const) {
        const said = (await can(await make(), world[who])).split(' ').filter((step) => step !== '' && step !== 'SendMessage');
        const done: string[] = [];
        for (const [step, [action, input]] of Object.entries(steps)) {
          const answer = await platform.write(world[who], action, { contribution: await make(), ...input });
          if (answer.errors.length === 0) done.push(step);
        }
        expect([state, who, said]).toEqual([state, who, done]);
      }
    }
  }, 60_000);
});
