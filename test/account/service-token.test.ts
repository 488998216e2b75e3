import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ACTIONS, SCOPES } from '../../src/access/permissions.js';
import { writeUses } from '../../src/access/token-uses.js';
import { sql } from '../../src/shared/sql.js';
import { brokenRules, codeOf, dataOf } from '../support/answer.js';
import { newPerson, takenFor } from '../support/people.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

const given = useWorld();
let manager: Account;
beforeAll(async () => {
  manager = await given.platform.account('PARTNER', { partnerId: keyIn(given.world.shanghaiId), manages: true });
});

const make = (as: Account, input: object, key: string = randomUUID()) =>
  given.platform.ask(
    'mutation ($input: CreateServiceTokenInput!, $key: String!) { createServiceToken(input: $input, idempotencyKey: $key) { secret serviceToken { id kind name scopes membership { partner { nameZh } } lastUsedAt revokedAt } } }',
    { as, variables: { input: { name: '财务系统', ...input }, key } },
  );
const made = async (scopes: string[], as = manager): Promise<Account & { readonly id: string }> => {
  const { secret, serviceToken } = dataOf(await make(as, { scopes })).createServiceToken;
  return { token: secret, id: serviceToken.id };
};
const refusedAt = async (as: Account) =>
  expect(given.platform.read('{ viewer { role } }', { as })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });

describe('a service token', () => {
  test('is bound to the membership that made it, shown once and kept as a hash', async () => {
    const { platform } = given;
    const key = randomUUID();
    const first = dataOf(await make(manager, { scopes: ['READ', 'logContribution', 'READ'] }, key)).createServiceToken;
    expect(first).toEqual({
      secret: expect.stringMatching(/^xs_[\w-]{43}$/),
      serviceToken: {
        id: expect.any(String),
        kind: 'SERVICE',
        name: '财务系统',
        scopes: ['READ', 'logContribution'],
        membership: { partner: { nameZh: '上海市' } },
        lastUsedAt: null,
        revokedAt: null,
      },
    });
    const again = dataOf(await make(manager, { scopes: ['READ', 'logContribution', 'READ'] }, key)).createServiceToken;
    expect(again).toEqual({ ...first, secret: null });
    const [kept] = await platform.rows<{ text: string }>(sql`
      select concat((select string_agg(t::text, ' ') from access_token t), (select string_agg(t::text, ' ') from history_entry t)) as text`);
    expect(kept?.text).not.toContain(first.secret);
  });

  test('is made by an administrator, too, who manages no organisation', async () => {
    const machine = await made(['READ', 'registerPartner'], given.world.administrator);
    const { viewer } = await given.platform.read('{ viewer { role actions } }', { as: machine });
    expect(viewer).toEqual({ role: 'ADMINISTRATOR', actions: ['registerPartner'] });
  });

  test('does what its scopes say and nothing else of what its member may', async () => {
    const { platform, world } = given;
    const machine = await made(['READ', 'logContribution']);
    expect(
      (await platform.read('{ viewer { role manages actions scopes memberships { role } tokens { nodes { kind } } } }', { as: machine })).viewer,
    ).toEqual({
      role: 'PARTNER',
      manages: false,
      actions: ['logContribution'],
      scopes: ['READ', 'logContribution'],
      memberships: [{ role: 'PARTNER' }],
      tokens: { nodes: [{ kind: 'SERVICE' }] },
    });
    const contribution = await platform.done(machine, 'logContribution', gift({ project: world.project }));
    for (const [action, input] of [
      ['withdrawContribution', { contribution }],
      ['openFund', { programme: 'EAST_WEST', nameZh: 'x', openedOn: '2020-01-01' }],
      ['inviteMember', { name: 'x' }],
      ['createServiceToken', { name: 'x', scopes: ['READ'] }],
      ['signOut', {}],
      ['signIn', { signInName: 'x', password: 'x' }],
      ['acceptInvitation', { code: 'x' }],
      ['revokeToken', { token: machine.id }],
    ] as const) {
      await expectRefusal(platform, machine, action, input, 'FORBIDDEN');
    }
  });

  test('without READ reads nothing but plain fields of what it writes', async () => {
    const { platform, world } = given;
    const machine = await made(['logContribution']);
    for (const query of [
      '{ impact { counts { projects } } }',
      '{ projects { nodes { id } } }',
      `{ node(id: "${world.project}") { id } }`,
      '{ members { totalCount } }',
    ]) {
      expect([query, codeOf(await platform.ask(query, { as: machine }))]).toEqual([query, 'FORBIDDEN']);
    }
    expect((await platform.read('{ viewer { role scopes } }', { as: machine })).viewer).toEqual({ role: 'PARTNER', scopes: ['logContribution'] });
    await platform.done(machine, 'logContribution', gift({ project: world.project }));
    const before = await platform.rows(sql`select count(*) from contribution`);
    const text = (selected: string) =>
      `mutation ($input: LogContributionInput!) { logContribution(input: $input, idempotencyKey: "${randomUUID()}") { contribution { ${selected} } } }`;
    const variables = { input: gift({ project: world.project }) };
    for (const selected of ['project { contributions { nodes { id } } }', 'id ... on Node { ... on Contribution { partner { nameZh } } }']) {
      expect([selected, codeOf(await platform.ask(text(selected), { as: machine, variables }))]).toEqual([selected, 'FORBIDDEN']);
    }
    expect(await platform.rows(sql`select count(*) from contribution`)).toEqual(before);
    dataOf(await platform.ask(text('id state'), { as: machine, variables }));
  });

  test('that only reads writes nothing, whatever there is to write', async () => {
    const { platform } = given;
    const machine = await made(['READ']);
    expect((await platform.read('{ viewer { actions } }', { as: machine })).viewer.actions).toEqual([]);
    expect((await platform.read('{ contributions { totalCount } }', { as: machine })).contributions.totalCount).toBeGreaterThan(0);
  });

  test('ends at once when it is revoked, when it expires, when its membership ends and when its account is deactivated', async () => {
    const { platform, world } = given;
    const revoked = await made(['READ']);
    await platform.done(manager, 'revokeToken', { token: revoked.id });
    await refusedAt(revoked);
    await expectRefusal(platform, manager, 'revokeToken', { token: revoked.id }, 'TOKEN_REVOKED');

    const expired = await made(['READ']);
    await platform.rows(sql`
      update access_token set issued_at = now() - interval '2 days', expires_at = now() - interval '1 second' where id = ${keyIn(expired.id)}::bigint`);
    await refusedAt(expired);

    const leaver = await newPerson(platform, manager, { manages: true });
    const ofLeaver = await made(['READ'], leaver);
    expect(await takenFor(platform, ofLeaver)).toBe('PARTNER 新成员');
    const { viewer } = await platform.read('{ viewer { actingFor { id } } }', { as: leaver });
    await platform.done(manager, 'endMembership', { membership: viewer.actingFor.id, reason: '调离' });
    await refusedAt(ofLeaver);

    const gone = await newPerson(platform, manager, { manages: true });
    const ofGone = await made(['READ'], gone);
    const { account } = (await platform.read('{ viewer { account { id } } }', { as: gone })).viewer;
    await platform.done(world.administrator, 'deactivateAccount', { account: account.id, reason: '离职' });
    await refusedAt(ofGone);
  });

  test('acts for no other membership of whoever made it', async () => {
    const { platform, world } = given;
    const machine = await made(['READ']);
    await platform.rows(sql`
      insert into membership (account_id, role) select account_id, 'AUDITOR' from access_token where id = ${keyIn(machine.id)}::bigint`);
    const { viewer } = await platform.read('{ viewer { memberships { id role } } }', { as: manager });
    expect(viewer.memberships.map(({ role }: { role: string }) => role)).toEqual(['PARTNER', 'AUDITOR']);
    await expect(platform.read('{ viewer { role } }', { as: machine, actingFor: viewer.memberships[1].id })).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
    expect((await platform.read('{ viewer { role } }', { as: machine, actingFor: world.shanghaiId })).viewer.role).toBe('PARTNER');
  });

  test('is made by managers for what they may do themselves', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.shanghai, 'createServiceToken', { name: 'x', scopes: ['READ'] }, 'FORBIDDEN');
    const auditor = await platform.account('AUDITOR', { manages: true });
    const wrong = (input: object, as = manager) => make(as, input).then(brokenRules);
    expect(await wrong({ scopes: ['acceptContribution'] })).toEqual(['SCOPE_NOT_YOURS']);
    expect(await wrong({ scopes: ['logContribution'] }, auditor)).toEqual(['SCOPE_NOT_YOURS']);
    expect(await wrong({ scopes: [], name: '', days: 0 })).toEqual(['DAYS_OUT_OF_RANGE', 'SCOPE_MISSING', 'TEXT_EMPTY']);
    expect(await wrong({ scopes: ['READ'], days: 367 })).toEqual(['DAYS_OUT_OF_RANGE']);
    for (const days of [1, 366]) expect(await wrong({ scopes: ['READ'], days })).toEqual(['NONE']);
    await made(['READ'], auditor);
  });

  test('is never for what people do themselves: letting others in, telling other programs of changes, objecting', () => {
    const lettingIn = [
      'acceptInvitation',
      'changePassword',
      'createServiceToken',
      'endMembership',
      'inviteMember',
      'revokeToken',
      'signIn',
      'signOut',
    ];
    const webhooks = ['createWebhook', 'disableWebhook', 'enableWebhook', 'replayWebhook', 'rotateWebhookSecret', 'testWebhook'];
    const objecting = ['objectToProject', 'withdrawObjection'];
    expect(ACTIONS.filter((action) => !SCOPES.includes(action)).sort()).toEqual([...lettingIn, ...webhooks, ...objecting].sort());
  });
});

describe('when a token was last used', () => {
  const lastUse = async (id: string) =>
    (
      await given.platform.rows<{ ago: string | null }>(sql`
      select round(extract(epoch from now() - last_used_at))::text as ago from access_token where id = ${keyIn(id)}::bigint`)
    )[0]?.ago ?? null;

  test('is written down afterwards, and once a minute at most', async () => {
    const { platform } = given;
    const machine = await made(['READ']);
    await takenFor(platform, machine);
    expect(await lastUse(machine.id)).toBeNull();
    await writeUses(platform.database.pool);
    expect(await lastUse(machine.id)).toBe('0');
    for (const [before, after] of [
      [50, '50'],
      [70, '0'],
    ] as const) {
      await platform.rows(
        sql`update access_token set last_used_at = now() - make_interval(secs => ${before}) where id = ${keyIn(machine.id)}::bigint`,
      );
      await takenFor(platform, machine);
      await writeUses(platform.database.pool);
      expect(await lastUse(machine.id)).toBe(after);
    }
  });

  test('is not written down of a token that was not used', async () => {
    const { platform } = given;
    const machine = await made(['READ']);
    await writeUses(platform.database.pool);
    expect(await lastUse(machine.id)).toBeNull();
  });
});
