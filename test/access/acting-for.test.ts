import { beforeAll, describe, expect, test } from '@jest/globals';
import { contextOf } from '../../src/context.js';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import type { Account } from '../support/platform.js';
import { statementsOf } from '../support/statements.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

const given = useWorld();

/** Somebody of Guangdong's office, who came to the county later and to the auditors last. */
let account: Account;
let memberships: readonly { id: string; role: string }[];
beforeAll(async () => {
  const { platform, world } = given;
  account = await platform.account('PARTNER', { partnerId: keyIn(world.guangdongId) });
  await platform.rows(sql`
    insert into membership (account_id, role, place_id, begun_at)
    select account_id, role, place_id, now() + n * interval '1 second' from (
      select account_id from access_token where hash = sha256(${account.token}::bytea)) as person,
      (values (1, 'PLACE', (select id from place where code = '533323')), (2, 'AUDITOR', null)) as later (n, role, place_id)`);
  ({
    viewer: { memberships },
  } = await platform.read('{ viewer { memberships { id role } } }', { as: account }));
});

const acting = async (actingFor?: string) =>
  (await given.platform.read('{ viewer { role partner { nameZh } place { code } actingFor { id role } } }', { as: account, actingFor })).viewer;
const idOf = (role: string) => memberships.find((membership) => membership.role === role)?.id;
const refused = { extensions: { code: 'FORBIDDEN', reason: 'NO_SUCH_MEMBERSHIP' } };

describe('somebody with several memberships', () => {
  test('is told all of them, the oldest first', () => {
    expect(memberships.map(({ role }) => role)).toEqual(['PARTNER', 'PLACE', 'AUDITOR']);
  });

  test('acts by the oldest as long as no other is named', async () => {
    expect(await acting()).toEqual({
      role: 'PARTNER',
      partner: { nameZh: '广东省' },
      place: null,
      actingFor: { id: idOf('PARTNER'), role: 'PARTNER' },
    });
  });

  test('names the membership, or its partner or place', async () => {
    const county = (await given.platform.read('{ place(code: "533323") { id } }')).place.id;
    for (const named of [idOf('PLACE'), county])
      expect(await acting(named)).toMatchObject({ role: 'PLACE', partner: null, place: { code: '533323' } });
    expect(await acting(given.world.guangdongId)).toMatchObject({ role: 'PARTNER' });
    expect(await acting(idOf('AUDITOR'))).toMatchObject({ role: 'AUDITOR', partner: null, place: null });
  });

  test('sees and writes for the one that is named and for no other', async () => {
    const { platform, world } = given;
    const fund = await platform.done(account, 'openFund', { programme: 'EAST_WEST', nameZh: '广东资金池', openedOn: '2015-01-01' });
    const draft = await platform.done(account, 'logContribution', gift({ fund, draft: true }));
    const sees = async (actingFor?: string) =>
      (await platform.read('query ($id: ID!) { node(id: $id) { id } }', { as: account, actingFor, variables: { id: draft } })).node !== null;
    expect([await sees(), await sees(idOf('PLACE')), await sees(idOf('AUDITOR'))]).toEqual([true, false, false]);
    expect(
      await platform.rows(sql`select acting_for from history_entry where subject_type = 'Contribution' and subject_id = ${keyIn(draft)}::bigint`),
    ).toEqual([{ acting_for: `partner:${keyIn(world.guangdongId)}` }]);
  });
});

describe('a request for a membership is refused, and not taken for another one,', () => {
  test.each([
    ['that is none', () => encodeId('Membership', '999999')],
    ['of somebody else', () => given.world.shanghaiId],
    ['by something that is no id', () => '广东'],
    ['by nothing', () => ''],
    ['by an id of another kind', () => encodeId('Account', '1')],
  ])('%s', async (_what, named) => {
    await expect(acting(named())).rejects.toMatchObject(refused);
  });

  test('that has ended, at once; the next oldest stands in where none is named', async () => {
    const { platform, world } = given;
    const { id } = await platform.read('{ viewer { memberships { id } } }', { as: account }).then(({ viewer }) => viewer.memberships[0]);
    await platform.done(world.administrator, 'endMembership', { membership: id, reason: '调离' });
    await expect(acting(id)).rejects.toMatchObject(refused);
    await expect(acting(world.guangdongId)).rejects.toMatchObject(refused);
    expect(await acting()).toMatchObject({ role: 'PLACE' });
  });
});

test('an account whose memberships have all ended sees what the public sees, and does what is its own', async () => {
  const { platform, world } = given;
  const left = await platform.account('AUDITOR');
  const [{ id }] = (await platform.read('{ viewer { memberships { id } } }', { as: left })).viewer.memberships;
  await platform.done(world.administrator, 'endMembership', { membership: id, reason: '离任' });
  expect((await platform.read('{ viewer { role accountName actingFor { id } memberships { id } actions } }', { as: left })).viewer).toEqual({
    role: 'PUBLIC',
    accountName: 'AUDITOR',
    actingFor: null,
    memberships: [],
    actions: ['objectToProject', 'withdrawObjection', 'acceptInvitation', 'signIn', 'signOut', 'changePassword', 'revokeToken'],
  });
  await expect(platform.read('{ viewer { role } }', { as: left, actingFor: id })).rejects.toMatchObject(refused);
});

describe('who asks', () => {
  const viewing = (as: Account) => contextOf(given.platform.database, { authorization: `Bearer ${as.token}` });

  test('is found by one statement for the requests of one moment, whoever they are of', async () => {
    const { office, shanghai, county } = given.world;
    const statements = await statementsOf(() => Promise.all([office, shanghai, county, account, office].map(viewing)));
    expect(statements).toHaveLength(1);
  });

  test('costs the public no statement', async () => {
    expect(await statementsOf(() => contextOf(given.platform.database, {}))).toEqual([]);
  });
});

test('what one account reads of itself is never kept for another of the same role', async () => {
  const { platform, world } = given;
  const [first, second] = [await platform.account('PROGRAMME_OFFICE'), await platform.account('PROGRAMME_OFFICE')];
  const query = '{ viewer { memberships { account { id } } account { id } } }';
  const seen = new Map<string, Set<string>>();
  for (let time = 0; time < 4; time += 1) {
    for (const as of [first, world.office, second]) {
      const { viewer } = await platform.read(query, { as });
      expect(viewer.memberships).toEqual([{ account: viewer.account }]);
      seen.set(as.token, (seen.get(as.token) ?? new Set()).add(viewer.account.id));
    }
  }
  expect([...seen.values()].map((ids) => ids.size)).toEqual([1, 1, 1]);
  expect(new Set([...seen.values()].flatMap((ids) => [...ids])).size).toBe(3);
});
