import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { newPerson, type Person } from '../support/people.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, keyIn } from '../support/world.js';

const given = useWorld();
let manager: Account;
let member: Person;
let countyManager: Account;
beforeAll(async () => {
  const { platform, world } = given;
  manager = await newPerson(platform, world.administrator, { partner: world.shanghaiId, manages: true, name: '主管' });
  member = await newPerson(platform, manager, { name: '同事' });
  countyManager = await newPerson(platform, world.administrator, { place: COUNTY, manages: true, name: '县主管' });
});

const names = async (as: Account | undefined, filter = '') =>
  (await given.platform.read(`{ members(first: 100 ${filter}) { totalCount nodes { account { name } endedAt } } }`, { as })).members.nodes.map(
    ({ account }: { account: { name: string } }) => account.name,
  );
const membershipOf = async (as: Account) => (await given.platform.read('{ viewer { actingFor { id } account { id } } }', { as })).viewer;

describe('members', () => {
  test('are seen by the managers of their organisation, newest first, and by administrators everywhere', async () => {
    expect(await names(manager)).toEqual(['同事', '主管', 'PARTNER']);
    expect(await names(countyManager)).toEqual(['县主管', 'PLACE']);
    expect(await names(given.world.administrator)).toEqual(expect.arrayContaining(['同事', '主管', '县主管', 'PROGRAMME_OFFICE']));
  });

  test('see themselves and nobody else', async () => {
    const { world } = given;
    expect(await names(member)).toEqual(['同事']);
    expect(await names(world.office)).toEqual(['PROGRAMME_OFFICE']);
    expect(await names(undefined)).toEqual([]);
  });

  test('are not found by their ids either, nor are their accounts and tokens', async () => {
    const { platform, world } = given;
    const { actingFor, account } = await membershipOf(member);
    const [token] = await platform.rows<{ id: string }>(sql`select id::text as id from access_token where hash = sha256(${member.token}::bytea)`);
    const ids = [actingFor.id, account.id, encodeId('AccessToken', token?.id ?? '')];
    const found = async (as?: Account) =>
      (await platform.read('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { as, variables: { ids } })).nodes.map(
        (node: object | null) => node !== null,
      );
    expect(await found(member)).toEqual([true, true, true]);
    expect(await found(manager)).toEqual([true, true, false]);
    expect(await found(world.administrator)).toEqual([true, true, true]);
    for (const as of [undefined, world.shanghai, world.guangdong, world.office, world.auditor, countyManager])
      expect(await found(as)).toEqual([false, false, false]);
  });

  test('that have ended are told apart by the filter', async () => {
    const { platform } = given;
    const leaver = await newPerson(platform, manager, { name: '离开的' });
    await platform.done(manager, 'endMembership', { membership: (await membershipOf(leaver)).actingFor.id, reason: '调离' });
    expect(await names(manager, 'filter: { ended: true }')).toEqual(['离开的']);
    expect(await names(manager, 'filter: { ended: false }')).toEqual(['同事', '主管', 'PARTNER']);
  });
});

describe('ending a membership', () => {
  test('is for managers of the same organisation', async () => {
    const { platform, world } = given;
    const { actingFor } = await membershipOf(await newPerson(platform, manager));
    const end = { membership: actingFor.id, reason: '调离' };
    await expectRefusal(platform, member, 'endMembership', end, 'FORBIDDEN');
    await expectRefusal(platform, countyManager, 'endMembership', end, 'NOT_FOUND');
    await expectRefusal(platform, manager, 'endMembership', { ...end, reason: '' }, 'TEXT_EMPTY');
    await expectRefusal(platform, manager, 'endMembership', { ...end, membership: 'x' }, 'NOT_FOUND');
    expect(await platform.done(manager, 'endMembership', end)).toBe(actingFor.id);
    await expectRefusal(platform, world.administrator, 'endMembership', end, 'MEMBERSHIP_ENDED');
  });

  test('that is the own of another organisation is not for its manager', async () => {
    const { platform, world } = given;
    const both = await newPerson(platform, world.administrator, { place: COUNTY, manages: true });
    await platform.rows(sql`
      insert into membership (account_id, role) select account_id, 'AUDITOR' from access_token where hash = sha256(${both.token}::bytea)`);
    const { memberships } = (await platform.read('{ viewer { memberships { id } } }', { as: both })).viewer;
    await expectRefusal(platform, both, 'endMembership', { membership: memberships[1].id, reason: 'x' }, 'FORBIDDEN');
  });

  test('of many at once is done once, with one entry in the history', async () => {
    const { platform } = given;
    const { actingFor } = await membershipOf(await newPerson(platform, manager));
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => platform.write(manager, 'endMembership', { membership: actingFor.id, reason: '调离' })),
    );
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const entries = await platform.rows(sql`
      select reason from history_entry where action = 'endMembership' and subject_id = ${keyIn(actingFor.id)}::bigint`);
    expect(entries).toEqual([{ reason: '调离' }]);
  });
});

describe('deactivating an account', () => {
  test('is for administrators, and not of the own', async () => {
    const { platform, world } = given;
    const { account } = await membershipOf(await newPerson(platform, manager));
    const input = { account: account.id, reason: '离职' };
    await expectRefusal(platform, manager, 'deactivateAccount', input, 'FORBIDDEN');
    const own = (await membershipOf(world.administrator)).account.id;
    await expectRefusal(platform, world.administrator, 'deactivateAccount', { ...input, account: own }, 'OWN_ACCOUNT');
    await expectRefusal(platform, world.administrator, 'deactivateAccount', { ...input, account: encodeId('Account', '999999') }, 'NOT_FOUND');
    await platform.done(world.administrator, 'deactivateAccount', input);
    await expectRefusal(platform, world.administrator, 'deactivateAccount', input, 'ACCOUNT_DEACTIVATED');
  });
});

describe('tokens', () => {
  const sessions = async (as: Account) =>
    (await given.platform.read('{ viewer { tokens(first: 10) { nodes { id kind } } } }', { as })).viewer.tokens.nodes as {
      id: string;
      kind: string;
    }[];

  test('of the own account are listed and may be taken back', async () => {
    const { platform } = given;
    const person = await newPerson(platform, manager);
    const [session] = await sessions(person);
    expect(await sessions(person)).toEqual([{ id: expect.any(String), kind: 'SESSION' }]);
    await expectRefusal(platform, manager, 'revokeToken', { token: session?.id }, 'NOT_FOUND');
    await platform.done(person, 'revokeToken', { token: session?.id });
    await expect(platform.read('{ viewer { role } }', { as: person })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  test('of machines are listed for the managers of their organisation', async () => {
    const { platform, world } = given;
    const made = async (as: Account) => platform.done(as, 'createServiceToken', { name: '机器', scopes: ['READ'], days: 1 });
    const [ours, theirs] = [await made(manager), await made(countyManager)];
    const listed = async (as?: Account) =>
      (await platform.read('{ serviceTokens(first: 100) { nodes { id } } }', { as })).serviceTokens.nodes.map(({ id }: { id: string }) => id);
    const second = await newPerson(platform, manager, { manages: true });
    expect([await listed(manager), await listed(second), await listed(countyManager)]).toEqual([[ours], [ours], [theirs]]);
    expect((await listed(world.administrator)).sort()).toEqual([ours, theirs].sort());
    for (const as of [undefined, member, world.shanghai, world.office]) expect(await listed(as)).toEqual([]);
    await expectRefusal(platform, countyManager, 'revokeToken', { token: ours }, 'NOT_FOUND');
    await platform.done(second, 'revokeToken', { token: ours });
  });
});
