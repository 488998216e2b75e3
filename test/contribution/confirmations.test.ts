import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { type Answer, codeOf, dataOf, reasonOf } from '../support/answer.js';
import { confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';

const given = useWorld();

const log = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const said = (contribution: string, amount = '100') => ({ contribution, amount, confirmedOn: '2020-05-02' });
const confirmAll = (as: Account | undefined, input: object[], key: string = `bulk-${Math.random()}`): Promise<Answer> =>
  given.platform.ask(
    `mutation ($input: [ConfirmContributionInput!]!, $key: String!) { confirmContributions(input: $input, idempotencyKey: $key) {
      outcomes { contribution { id state confirmation { amount { yuan } } } refusal { code rules state messageZh } } } }`,
    { as, variables: { input, key } },
  );
const outcomes = (answer: Answer) => dataOf(answer).confirmContributions.outcomes;

describe('several confirmations', () => {
  test('are answered one by one in their order: what is refused leaves the others as they are', async () => {
    const { platform, world } = given;
    const [same, other, accepted, elsewhere] = [await log(), await log(), await log(), await log({ project: null, fund: world.fund })];
    await confirmAndAccept(platform, world.office, accepted);
    const answer = await confirmAll(world.county, [said(same), said(accepted), said(other, '90'), said(other, '-1'), said(elsewhere), said('x')]);
    expect(outcomes(answer)).toEqual([
      { contribution: { id: same, state: 'CONFIRMED', confirmation: { amount: { yuan: '100.00' } } }, refusal: null },
      { contribution: null, refusal: expect.objectContaining({ code: 'CONFLICT', rules: [], state: 'ACCEPTED' }) },
      { contribution: { id: other, state: 'DISPUTED', confirmation: { amount: { yuan: '90.00' } } }, refusal: null },
      { contribution: null, refusal: expect.objectContaining({ code: 'RULE_BROKEN', rules: ['AMOUNT_NEGATIVE'], state: null }) },
      { contribution: null, refusal: expect.objectContaining({ code: 'NOT_FOUND', rules: [] }) },
      { contribution: null, refusal: expect.objectContaining({ code: 'NOT_FOUND', messageZh: expect.stringContaining('没有找到投入') }) },
    ]);
  });

  test('are made once, however often they are sent, and the rest of what broke off is made the second time', async () => {
    const { platform, world } = given;
    const ids = await Promise.all(Array.from({ length: 5 }, () => log()));
    const first = await confirmAll(
      world.county,
      ids.slice(0, 3).map((id) => said(id)),
      'bulk-once-0001',
    );
    const again = await confirmAll(
      world.county,
      ids.map((id) => said(id)),
      'bulk-once-0001',
    );
    expect(outcomes(again).slice(0, 3)).toEqual(outcomes(first));
    expect(outcomes(again).map(({ contribution }: { contribution: { state: string } }) => contribution.state)).toEqual(ids.map(() => 'CONFIRMED'));
    const [{ count } = { count: 0 }] = await platform.rows<{ count: number }>(sql`
      select count(*)::int as count from confirmation where contribution_id in (select id from contribution where state = 'CONFIRMED') and confirmed_on = '2020-05-02'
        and contribution_id = any(${sql.val(ids.map((id) => Buffer.from(id, 'base64url').toString().split(':')[1]))}::bigint[])`);
    expect(count).toBe(5);
    const changed = await confirmAll(world.county, [said(ids[0] ?? '', '1')], 'bulk-once-0001');
    expect(outcomes(changed)).toEqual([{ contribution: null, refusal: expect.objectContaining({ code: 'CONFLICT' }) }]);
  });

  test('are at most two hundred, by somebody who may, under a good key', async () => {
    const { world } = given;
    const tooMany = await confirmAll(
      world.county,
      Array.from({ length: 201 }, () => said('x')),
    );
    expect([codeOf(tooMany), reasonOf(tooMany)]).toEqual(['BAD_USER_INPUT', 'TOO_MANY_ITEMS']);
    expect(codeOf(await confirmAll(undefined, [said('x')]))).toBe('UNAUTHENTICATED');
    expect(codeOf(await confirmAll(world.auditor, [said('x')]))).toBe('FORBIDDEN');
    expect(reasonOf(await confirmAll(world.county, [said('x')], 'short'))).toBe('IDEMPOTENCY_KEY_MALFORMED');
    expect(outcomes(await confirmAll(world.county, []))).toEqual([]);
  });

  test('of two hundred are done in one request', async () => {
    const ids: string[] = [];
    for (let batch = 0; batch < 10; batch += 1) ids.push(...(await Promise.all(Array.from({ length: 20 }, () => log()))));
    const answer = outcomes(
      await confirmAll(
        given.world.county,
        ids.map((id) => said(id)),
      ),
    );
    expect(answer.filter(({ contribution }: { contribution: { state: string } | null }) => contribution?.state === 'CONFIRMED')).toHaveLength(200);
  }, 60_000);
});
