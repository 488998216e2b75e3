import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { brokenRules, codeOf, dataOf } from '../support/answer.js';
import { accepting, invitationBy, newPerson, takenFor } from '../support/people.js';
import type { Account } from '../support/platform.js';
import { booksOf, expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, keyIn } from '../support/world.js';

const given = useWorld();
let manager: Account;
beforeAll(async () => {
  manager = await given.platform.account('PARTNER', { partnerId: keyIn(given.world.shanghaiId), manages: true });
});

const invite = (as: Account, input: object, key: string = randomUUID()) =>
  given.platform.ask(
    'mutation ($input: InviteMemberInput!, $key: String!) { inviteMember(input: $input, idempotencyKey: $key) { code invitation { id name role manages partner { nameZh } place { code } acceptedAt membership { account { name } } } } }',
    { as, variables: { input, key } },
  );
const fresh = () => ({ signInName: `fresh.${randomUUID()}`, password: 'long enough it is' });

describe('an invitation', () => {
  test('of a manager is to the own organisation, and makes a member of it', async () => {
    const { platform } = given;
    const made = dataOf(await invite(manager, { name: '张三' })).inviteMember;
    expect(made.invitation).toMatchObject({
      name: '张三',
      role: 'PARTNER',
      manages: false,
      partner: { nameZh: '上海市' },
      place: null,
      acceptedAt: null,
    });
    const { acceptInvitation } = dataOf(await accepting(platform, { code: made.code, ...fresh() }));
    expect(acceptInvitation).toMatchObject({ accepted: true, token: expect.stringMatching(/^xs_/), expiresAt: expect.anything() });
    const { viewer } = await platform.read('{ viewer { role accountName manages partner { nameZh } } }', { as: acceptInvitation });
    expect(viewer).toEqual({ role: 'PARTNER', accountName: '张三', manages: false, partner: { nameZh: '上海市' } });
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Invitation { acceptedAt membership { account { name } } } } }', {
      as: manager,
      variables: { id: made.invitation.id },
    });
    expect(node).toEqual({ acceptedAt: expect.anything(), membership: { account: { name: '张三' } } });
  });

  test('gives whoever is signed in one more membership, and no second account', async () => {
    const { platform, world } = given;
    const person = await newPerson(platform, manager);
    const code = await invitationBy(platform, world.administrator, { place: COUNTY });
    expect(brokenRules(await accepting(platform, { code, ...fresh() }, { as: person }))).toEqual(['SIGN_IN_NOT_NEEDED']);
    expect(dataOf(await accepting(platform, { code }, { as: person })).acceptInvitation).toEqual({ accepted: true, token: null, expiresAt: null });
    const { viewer } = await platform.read('{ viewer { memberships { role } } }', { as: person });
    expect(viewer.memberships).toEqual([{ role: 'PARTNER' }, { role: 'PLACE' }]);
  });

  test('is accepted once: of many at the same moment one becomes a member', async () => {
    const { platform } = given;
    const code = await invitationBy(platform, manager);
    const answers = await Promise.all(Array.from({ length: 8 }, () => accepting(platform, { code, ...fresh() })));
    expect(answers.map(brokenRules).sort()).toEqual([...Array(7).fill(['INVITATION_NOT_VALID']), ['NONE']]);
    expect(brokenRules(await accepting(platform, { code, ...fresh() }))).toEqual(['INVITATION_NOT_VALID']);
  });

  test('is not good once it has expired, nor once whoever made it has left', async () => {
    const { platform, world } = given;
    const late = await invitationBy(platform, manager);
    await platform.rows(sql`
      update invitation set issued_at = now() - interval '8 days', expires_at = now() - interval '1 second' where code_hash = sha256(${late}::bytea)`);
    const leaver = await newPerson(platform, manager, { manages: true });
    const left = await invitationBy(platform, leaver);
    const { viewer } = await platform.read('{ viewer { account { id } actingFor { id } } }', { as: leaver });
    await platform.done(manager, 'endMembership', { membership: viewer.actingFor.id, reason: '调离' });
    const { account } = (await platform.read('{ viewer { account { id } } }', { as: await newPerson(platform, manager, { manages: true }) })).viewer;
    expect(account.id).not.toBe(viewer.account.id);
    for (const code of [late, left, 'xi_nonsense', '']) {
      expect([code, brokenRules(await accepting(platform, { code, ...fresh() }))]).toEqual([code, ['INVITATION_NOT_VALID']]);
    }
    await platform.done(world.administrator, 'deactivateAccount', { account: viewer.account.id, reason: '离职' });
  });

  test('is kept as a hash: its code is in no table and shown once', async () => {
    const { platform } = given;
    const key = randomUUID();
    const first = dataOf(await invite(manager, { name: '李四' }, key)).inviteMember;
    const again = dataOf(await invite(manager, { name: '李四' }, key)).inviteMember;
    expect([again.invitation.id, again.code]).toEqual([first.invitation.id, null]);
    const [kept] = await platform.rows<{ text: string }>(sql`
      select concat((select string_agg(t::text, ' ') from invitation t), (select string_agg(t::text, ' ') from history_entry t)) as text`);
    expect(kept?.text).not.toContain(first.code);
    expect(codeOf(await invite(manager, { name: '王五' }, key))).toBe('CONFLICT');
  });

  test('that is refused leaves nothing behind, and stays good', async () => {
    const { platform } = given;
    const code = await invitationBy(platform, manager);
    const before = await booksOf(platform);
    const refusal = async (input: object) => brokenRules(await accepting(platform, { code, ...input }));
    expect(await refusal({})).toEqual(['PASSWORD_MISSING', 'SIGN_IN_NAME_MISSING']);
    expect(await refusal({ signInName: 'a b', password: 'short' })).toEqual(['PASSWORD_TOO_SHORT', 'SIGN_IN_NAME_MALFORMED']);
    expect(await refusal({ ...fresh(), password: 'x'.repeat(201) })).toEqual(['PASSWORD_TOO_LONG']);
    expect(await refusal({ ...fresh(), name: '' })).toEqual(['TEXT_EMPTY']);
    expect(await booksOf(platform)).toEqual(before);
    dataOf(await accepting(platform, { code, ...fresh() }));
  });

  test('gives no two accounts one sign-in name, however it is written and however many ask at once', async () => {
    const { platform } = given;
    const name = `Zhāng.${randomUUID().slice(0, 8)}`;
    const codes = await Promise.all(Array.from({ length: 4 }, () => invitationBy(platform, manager)));
    const answers = await Promise.all(
      codes.map((code, index) => accepting(platform, { code, ...fresh(), signInName: index % 2 ? name.toUpperCase() : ` ${name}` })),
    );
    expect(answers.map(brokenRules).sort()).toEqual([['NONE'], ...Array(3).fill(['SIGN_IN_NAME_TAKEN'])]);
  });

  test('to what somebody is already is refused', async () => {
    const { platform } = given;
    const person = await newPerson(platform, manager);
    const code = await invitationBy(platform, manager);
    expect(brokenRules(await accepting(platform, { code }, { as: person }))).toEqual(['ALREADY_MEMBER']);
    dataOf(await accepting(platform, { code, ...fresh() }));
  });
});

describe('inviting', () => {
  test('is for those who manage the organisation, and for administrators', async () => {
    const { platform, world } = given;
    const plain = await newPerson(platform, manager);
    for (const as of [plain, world.shanghai, world.office, world.auditor, world.county])
      await expectRefusal(platform, as, 'inviteMember', { name: 'x' }, 'FORBIDDEN');
    await newPerson(platform, await newPerson(platform, manager, { manages: true }));
    await newPerson(platform, world.administrator);
  });

  test('to another organisation is for administrators', async () => {
    const { platform, world } = given;
    for (const input of [{ partner: world.guangdongId }, { place: COUNTY }, { role: 'ADMINISTRATOR' }, { role: 'PROGRAMME_OFFICE' }]) {
      await expectRefusal(platform, manager, 'inviteMember', { name: 'x', ...input }, 'FORBIDDEN');
      const person = await newPerson(platform, world.administrator, input);
      expect(await takenFor(platform, person)).toMatch(/^(PARTNER|PLACE|ADMINISTRATOR|PROGRAMME_OFFICE) 新成员$/);
    }
  });

  test('names an organisation that fits the role', async () => {
    const { platform, world } = given;
    for (const input of [{ role: 'PARTNER' }, { role: 'PLACE' }, { role: 'AUDITOR', place: COUNTY }, { partner: world.shanghaiId, place: COUNTY }]) {
      await expectRefusal(platform, world.administrator, 'inviteMember', { name: 'x', ...input }, 'ORGANISATION_DOES_NOT_FIT');
    }
    await expectRefusal(platform, world.administrator, 'inviteMember', { name: 'x', partner: encodeId('Partner', '999999') }, 'NOT_FOUND');
    await expectRefusal(platform, manager, 'inviteMember', { name: '' }, 'TEXT_EMPTY');
  });

  test('is seen by nobody outside the organisation', async () => {
    const { platform, world } = given;
    const { id } = dataOf(await invite(manager, { name: '赵六' })).inviteMember.invitation;
    const sees = async (as?: Account) => (await platform.read('query ($id: ID!) { node(id: $id) { id } }', { as, variables: { id } })).node !== null;
    expect(await Promise.all([manager, world.administrator].map(sees))).toEqual([true, true]);
    const others = [undefined, world.shanghai, world.guangdong, world.office, world.auditor, world.county];
    expect(await Promise.all(others.map(sees))).toEqual(others.map(() => false));
  });
});

test('accepting is recorded as done by the account that came of it', async () => {
  const { platform } = given;
  const person = await newPerson(platform, manager);
  const { viewer } = await platform.read('{ viewer { account { id } actingFor { id } } }', { as: person });
  const entries = await platform.rows(sql`
    select action, acting_for, account_id::text as account from history_entry
    where subject_type = 'Membership' and subject_id = ${keyIn(viewer.actingFor.id)}::bigint`);
  expect(entries).toEqual([{ action: 'acceptInvitation', acting_for: 'public', account: keyIn(viewer.account.id) }]);
});

test('whoever the demonstration invites is marked as one of it, and it does not mix with real accounts', async () => {
  const { platform, world } = given;
  const inviting = await platform.account('PARTNER', { partnerId: keyIn(world.guangdongId), manages: true });
  await platform.rows(sql`
    update account set demonstration = true, name = '示例' where id = (select account_id from access_token where hash = sha256(${inviting.token}::bytea))`);
  const example = await newPerson(platform, inviting);
  expect((await platform.read('{ viewer { account { demonstration } } }', { as: example })).viewer.account).toEqual({ demonstration: true });
  const real = await newPerson(platform, manager);
  expect(brokenRules(await accepting(platform, { code: await invitationBy(platform, inviting) }, { as: real }))).toEqual(['DEMONSTRATION_MIXED']);
});
