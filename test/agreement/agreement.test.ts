import { describe, expect, test } from '@jest/globals';
import { decodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { agreementInForce, draftOf, SIGNED } from '../support/agreement.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, keyIn } from '../support/world.js';

const given = useWorld();

const draft = (input: object = {}, as = given.world.shanghai) => given.platform.done(as, 'draftAgreement', draftOf(given.world.pairing, input));
const sign = (as: Account, agreement: string) => given.platform.done(as, 'signAgreement', { agreement, ...SIGNED });
const inForce = () => agreementInForce(given.platform, given.world);
const amend = (agreement: string, as = given.world.shanghai) =>
  given.platform.done(as, 'amendAgreement', { agreement, summary: '每年增加 100 万元', effectiveOn: '2018-01-01' });
const FIELDS = {
  Agreement: `state number title startsOn pairing { id } signatures { side signedOn signatoryName signatoryTitle }
    amendments { nodes { id number state signatures { side } } }`,
  AgreementAmendment: 'state number summary effectiveOn agreement { id } signatures { side }',
};
const see = async (id: string, as?: Account) => {
  const type = decodeId(id)?.type as keyof typeof FIELDS;
  return (await given.platform.read(`query ($id: ID!) { node(id: $id) { ... on ${type} { ${FIELDS[type]} } } }`, { as, variables: { id } })).node;
};

describe('an agreement', () => {
  test('is drafted by either side of its pairing, and is in force with the second signature', async () => {
    const { world } = given;
    for (const [first, second] of [
      [world.shanghai, world.province],
      [world.province, world.shanghai],
    ] as const) {
      const agreement = await draft({ title: '协作协议' }, first);
      expect(await see(agreement, second)).toMatchObject({ state: 'DRAFT', signatures: [] });
      await sign(first, agreement);
      expect(await see(agreement, second)).toMatchObject({ state: 'DRAFT', signatures: [{ signatoryName: '张三', signatoryTitle: '主任' }] });
      await sign(second, agreement);
      expect(await see(agreement)).toMatchObject({ state: 'IN_FORCE', title: '协作协议', startsOn: '2016-01-01', pairing: { id: world.pairing } });
    }
  });

  test('is listed by programme, partner, place and state, as far as it is seen', async () => {
    const { platform, world } = given;
    const signed = await inForce();
    const drafted = await draft();
    const listed = async (filter: string, as?: Account) => {
      const { agreements } = await platform.read(`{ agreements(first: 100, filter: { ${filter} }) { nodes { id } } }`, { as });
      const ids = agreements.nodes.map(({ id }: { id: string }) => id);
      return [ids.includes(signed), ids.includes(drafted)];
    };
    const ofBoth = `programme: EAST_WEST, partner: "${world.shanghaiId}", place: "53", states: [IN_FORCE, DRAFT]`;
    expect(await listed(ofBoth, world.shanghai)).toEqual([true, true]);
    expect(await listed(ofBoth, world.province)).toEqual([true, true]);
    for (const as of [undefined, world.guangdong, world.county]) expect(await listed(ofBoth, as)).toEqual([true, false]);
    for (const other of ['programme: FIXED_POINT', `partner: "${world.enterpriseId}"`, `place: "${COUNTY}"`, 'states: [ENDED]']) {
      expect(await listed(other, world.shanghai)).toEqual([false, false]);
    }
  });

  test('is public once it is in force, and as a draft for both sides, the office and auditors', async () => {
    const { platform, world } = given;
    const agreement = await draft();
    for (const as of [undefined, world.guangdong, world.county]) expect(await see(agreement, as)).toBeNull();
    for (const as of [world.shanghai, world.province, world.office, world.auditor])
      expect(await see(agreement, as)).toMatchObject({ state: 'DRAFT' });
    const listed = async () => {
      const { node } = await platform.read(
        'query ($id: ID!) { node(id: $id) { ... on Pairing { agreements(filter: { states: [DRAFT, IN_FORCE] }, first: 100) { nodes { id } } } } }',
        { variables: { id: world.pairing } },
      );
      return node.agreements.nodes.some(({ id }: { id: string }) => id === agreement);
    };
    expect(await listed()).toBe(false);
    await sign(world.shanghai, agreement);
    expect(await listed()).toBe(false);
    await sign(world.province, agreement);
    expect(await listed()).toBe(true);
  });

  test('is drafted, signed and withdrawn by its sides, and by nobody else', async () => {
    const { platform, world } = given;
    for (const as of [world.guangdong, world.county, world.office, world.auditor])
      await expectRefusal(platform, as, 'draftAgreement', draftOf(world.pairing), 'FORBIDDEN');
    const agreement = await inForce();
    await expectRefusal(platform, world.guangdong, 'signAgreement', { agreement, ...SIGNED }, 'FORBIDDEN');
    const hidden = await draft();
    await expectRefusal(platform, world.guangdong, 'signAgreement', { agreement: hidden, ...SIGNED }, 'NOT_FOUND');
    await expectRefusal(platform, world.office, 'withdrawAgreement', { agreement: hidden, reason: '作废' }, 'FORBIDDEN');
    await expectRefusal(platform, undefined, 'withdrawAgreement', { agreement: hidden, reason: '作废' }, 'UNAUTHENTICATED');
  });

  test('is signed once by each side, and not for both by one account', async () => {
    const { platform, world } = given;
    const agreement = await draft();
    await sign(world.shanghai, agreement);
    await expectRefusal(platform, world.shanghai, 'signAgreement', { agreement, ...SIGNED }, 'ALREADY_SIGNED');
    const [account] = await platform.rows<{ id: string }>(sql`
      select account_id::text as id from access_token where hash = sha256(${world.shanghai.token}::bytea)`);
    await platform.rows(sql`
      insert into membership (account_id, role, place_id) select ${account?.id}::bigint, 'PLACE', id from place where code = '53'`);
    const asProvince = await platform.ask(
      `mutation ($input: SignAgreementInput!) { signAgreement(input: $input, idempotencyKey: "both-sides-1") { agreement { id } } }`,
      { as: world.shanghai, actingFor: await placeId('53'), variables: { input: { agreement, ...SIGNED } } },
    );
    expect(asProvince.errors[0]?.extensions.rules).toMatchObject([{ code: 'SIGNED_BY_YOURSELF' }]);
    expect(await see(agreement, world.shanghai)).toMatchObject({ state: 'DRAFT' });
    await platform.rows(sql`update membership set ended_at = now() where account_id = ${account?.id}::bigint and role = 'PLACE'`);
  });

  test.each([
    ['a number that the pairing has', async () => ({ number: (await see(await inForce())).number as string }), ['AGREEMENT_NUMBER_TAKEN']],
    ['no number', async () => ({ number: '' }), ['TEXT_EMPTY']],
    ['a title of 201 characters', async () => ({ title: '协'.repeat(201) }), ['TEXT_TOO_LONG']],
    ['an end before the start', async () => ({ endsOn: '2015-12-31' }), ['AGREEMENT_ENDS_BEFORE_START']],
    ['a pairing that is none', async () => ({ pairing: given.world.project }), ['NOT_FOUND']],
  ])('is not drafted with %s', async (_, input, rules) => {
    await expectRefusal(given.platform, given.world.shanghai, 'draftAgreement', draftOf(given.world.pairing, await input()), ...rules);
  });

  test('is signed with a day that has come and with a name and a title', async () => {
    const { platform, world } = given;
    const agreement = await draft();
    const refusal = (input: object, ...rules: string[]) =>
      expectRefusal(platform, world.shanghai, 'signAgreement', { agreement, ...SIGNED, ...input }, ...rules);
    await refusal({ signedOn: '2999-01-01' }, 'DATE_IN_FUTURE');
    await refusal({ signatoryName: '', signatoryTitle: '' }, 'TEXT_EMPTY');
  });

  test('that is withdrawn is signed no more, and its number is free', async () => {
    const { platform, world } = given;
    const agreement = await draft({ number: '撤回一号' });
    await platform.done(world.province, 'withdrawAgreement', { agreement, reason: '条款有误' });
    const answer = await expectRefusal(platform, world.shanghai, 'signAgreement', { agreement, ...SIGNED }, 'CONFLICT');
    expect(answer.errors[0]?.extensions).toMatchObject({ reason: 'AGREEMENT_STATE', agreement: { id: agreement, state: 'WITHDRAWN' } });
    expect(await see(agreement)).toBeNull();
    await draft({ number: '撤回一号' });
  });

  test('is ended once, on a day between its first and today', async () => {
    const { platform, world } = given;
    const agreement = await inForce();
    const end = { agreement, endedOn: '2020-12-31', reason: '期满' };
    await expectRefusal(platform, world.shanghai, 'endAgreement', { ...end, endedOn: '2015-01-01' }, 'AGREEMENT_ENDS_BEFORE_START');
    await expectRefusal(platform, world.shanghai, 'endAgreement', { ...end, endedOn: '2999-01-01' }, 'DATE_IN_FUTURE');
    await expectRefusal(platform, world.guangdong, 'endAgreement', end, 'FORBIDDEN');
    await platform.done(world.shanghai, 'endAgreement', end);
    expect(await see(agreement)).toMatchObject({ state: 'ENDED' });
    for (const [as, action, input] of [
      [world.province, 'endAgreement', end],
      [world.office, 'suspendAgreement', { agreement, reason: '核查' }],
      [world.shanghai, 'amendAgreement', { agreement, summary: '续', effectiveOn: '2021-01-01' }],
    ] as const)
      await expectRefusal(platform, as, action, input, 'CONFLICT');
  });
});

describe('an amendment', () => {
  const signAmendment = (as: Account, amendment: string) => given.platform.done(as, 'signAmendment', { amendment, ...SIGNED });

  test('has the next number, its own two signatures, and is public with the second', async () => {
    const { world } = given;
    const agreement = await inForce();
    for (const number of [1, 2, 3]) {
      const amendment = await amend(agreement);
      await signAmendment(world.province, amendment);
      expect(await see(amendment)).toBeNull();
      expect(await see(amendment, world.shanghai)).toMatchObject({ number, state: 'DRAFT', agreement: { id: agreement } });
      await signAmendment(world.shanghai, amendment);
      expect(await see(amendment)).toMatchObject({ number, state: 'IN_FORCE', effectiveOn: '2018-01-01', signatures: [{}, {}] });
    }
    expect((await see(agreement)).amendments.nodes.map(({ number }: { number: number }) => number)).toEqual([3, 2, 1]);
  });

  test('that is withdrawn leaves no gap', async () => {
    const { platform, world } = given;
    const agreement = await inForce();
    const given_up = await amend(agreement);
    await expectRefusal(platform, world.shanghai, 'amendAgreement', { agreement, summary: '另一份', effectiveOn: '2018-01-01' }, 'AMENDMENT_WAITS');
    await platform.done(world.province, 'withdrawAmendment', { amendment: given_up, reason: '重拟' });
    expect(await see(given_up, world.shanghai)).toMatchObject({ state: 'WITHDRAWN', number: null });
    expect(await see(await amend(agreement), world.shanghai)).toMatchObject({ number: 1 });
    await expectRefusal(platform, world.shanghai, 'signAmendment', { amendment: given_up, ...SIGNED }, 'CONFLICT');
  });

  test('of many at once is drafted once', async () => {
    const { platform, world } = given;
    const agreement = await inForce();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        platform.write([world.shanghai, world.province][index % 2], 'amendAgreement', { agreement, summary: '补充', effectiveOn: '2018-01-01' }),
      ),
    );
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(await brokenChecks(platform.owner, ['agreements_are_signed'])).toEqual({});
  });

  test('is signed while its agreement is in force, and takes effect not before that', async () => {
    const { platform, world } = given;
    const agreement = await inForce();
    await expectRefusal(
      platform,
      world.shanghai,
      'amendAgreement',
      { agreement, summary: '早', effectiveOn: '2015-01-01' },
      'AMENDMENT_BEFORE_START',
    );
    const amendment = await amend(agreement);
    await platform.done(world.office, 'suspendAgreement', { agreement, reason: '核查' });
    const answer = await expectRefusal(platform, world.shanghai, 'signAmendment', { amendment, ...SIGNED }, 'CONFLICT');
    expect(answer.errors[0]?.extensions).toMatchObject({ agreement: { id: agreement, state: 'SUSPENDED' } });
    await platform.done(world.office, 'resumeAgreement', { agreement });
    await signAmendment(world.shanghai, amendment);
  });
});

describe('two who sign, withdraw or end at once', () => {
  test('are one after the other: one of two ways wins, and the other is told how it is', async () => {
    const { platform, world } = given;
    for (let round = 0; round < 5; round += 1) {
      const agreement = await draft();
      await sign(world.shanghai, agreement);
      const answers = await Promise.all([
        platform.write(world.province, 'signAgreement', { agreement, ...SIGNED }),
        platform.write(world.shanghai, 'withdrawAgreement', { agreement, reason: '撤回' }),
      ]);
      expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null]);
      expect(answers.map(reasonOf)).toContain('AGREEMENT_STATE');
    }
  });
});

describe('a signature', () => {
  const waitsFor = async (as: Account, id: string) => {
    const { waiting } = await given.platform.read(
      '{ waiting(first: 100, filter: { kinds: [SIGN] }) { nodes { kind agreement { id } amendment { id } } } }',
      {
        as,
      },
    );
    return waiting.nodes.some((item: Record<string, { id: string } | null>) => [item.agreement?.id, item.amendment?.id].includes(id));
  };

  test('waits for each side that has not given it', async () => {
    const { world } = given;
    const agreement = await draft();
    expect([await waitsFor(world.shanghai, agreement), await waitsFor(world.province, agreement)]).toEqual([true, true]);
    await sign(world.shanghai, agreement);
    expect([await waitsFor(world.shanghai, agreement), await waitsFor(world.province, agreement)]).toEqual([false, true]);
    await sign(world.province, agreement);
    expect([await waitsFor(world.shanghai, agreement), await waitsFor(world.province, agreement)]).toEqual([false, false]);
    const amendment = await amend(agreement);
    expect([await waitsFor(world.shanghai, amendment), await waitsFor(world.guangdong, amendment)]).toEqual([true, false]);
    expect(await brokenChecks(given.platform.owner, ['waiting_follows_states'])).toEqual({});
  });
});

describe('what the viewer can do with an agreement', () => {
  const CAN = ['Sign', 'Withdraw', 'Amend', 'Suspend', 'Resume', 'End'];
  const can = async (id: string, as?: Account) => {
    const { node } = await given.platform.read(
      `query ($id: ID!) { node(id: $id) { ... on Agreement { ${CAN.map((field) => `viewerCan${field}`).join(' ')} } } }`,
      { as, variables: { id } },
    );
    return CAN.filter((field) => node[`viewerCan${field}`]).join(' ');
  };

  test('is what the mutations then let through, for every state and viewer', async () => {
    const { platform, world } = given;
    const suspended = async () => {
      const agreement = await inForce();
      return platform.done(world.office, 'suspendAgreement', { agreement, reason: '核查' });
    };
    const halfSigned = async () => sign(world.shanghai, await draft());
    const states = { DRAFT: draft, HALF: halfSigned, IN_FORCE: inForce, SUSPENDED: suspended };
    const steps = {
      Sign: ['signAgreement', SIGNED],
      Withdraw: ['withdrawAgreement', { reason: '作废' }],
      Amend: ['amendAgreement', { summary: '补充', effectiveOn: '2018-01-01' }],
      Suspend: ['suspendAgreement', { reason: '核查' }],
      Resume: ['resumeAgreement', {}],
      End: ['endAgreement', { endedOn: '2020-01-01', reason: '期满' }],
    } as const;
    for (const [state, make] of Object.entries(states)) {
      for (const who of ['shanghai', 'province', 'office', 'auditor'] as const) {
        const said = (await can(await make(), world[who])).split(' ').filter((step) => step !== '');
        const done: string[] = [];
        for (const [step, [action, input]] of Object.entries(steps)) {
          const agreement = await make();
          const answer = await platform.write(world[who], action, { agreement, ...input });
          if (answer.errors.length === 0) done.push(step);
          if (state === 'SUSPENDED' || action === 'suspendAgreement') await platform.write(world.office, 'resumeAgreement', { agreement });
        }
        expect([state, who, said]).toEqual([state, who, done]);
      }
    }
  }, 60_000);
});

describe('whoever writes, the database itself', () => {
  test('puts no agreement in force without both signatures', async () => {
    const { platform } = given;
    const agreement = keyIn(await draft());
    await expect(platform.rows(sql`update agreement set state = 'IN_FORCE' where id = ${agreement}::bigint`)).rejects.toThrow(/both signatures/);
    await expect(
      platform.rows(sql`update agreement set state = 'ENDED', ended_on = now(), reason = '' where id = ${agreement}::bigint`),
    ).rejects.toThrow(/does not become/);
    await expect(platform.rows(sql`update agreement set title = '另题' where id = ${agreement}::bigint`)).rejects.toThrow(/append-only/);
  });

  test('takes no two signatures of one side, or of one account', async () => {
    const { platform, world } = given;
    const agreement = keyIn(await sign(world.shanghai, await draft()));
    const again = (side: string) => sql`
      insert into agreement_signature (agreement_id, side, signed_on, signatory_name, signatory_title, account_id)
      select agreement_id, ${side}, signed_on, signatory_name, signatory_title, account_id from agreement_signature where agreement_id = ${agreement}::bigint`;
    await expect(platform.rows(again('PARTNER'))).rejects.toThrow(/agreement_signature_(side|account)/);
    await expect(platform.rows(again('PLACE'))).rejects.toThrow(/agreement_signature_account/);
    await expect(platform.rows(sql`delete from agreement_signature`)).rejects.toThrow(/append-only/);
  });
});

async function placeId(code: string): Promise<string> {
  const { place } = await given.platform.read('query ($code: ID!) { place(code: $code) { id } }', { variables: { code } });
  return place.id;
}

test('a place around it signs for the place of a pairing', async () => {
  const { platform, world } = given;
  const pairing = await platform.done(world.office, 'agreePairing', {
    programme: 'EAST_WEST',
    partner: world.shanghaiId,
    place: COUNTY,
    startedOn: '2016-01-01',
  });
  const agreement = await platform.done(world.county, 'draftAgreement', draftOf(pairing));
  await sign(world.prefecture, agreement);
  await sign(world.shanghai, agreement);
  expect(await see(agreement)).toMatchObject({ state: 'IN_FORCE' });
});
