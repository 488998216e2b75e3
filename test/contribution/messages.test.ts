import { beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, dataOf } from '../support/answer.js';
import { confirm } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';

const given = useWorld();

const log = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const says = (as: Account, contribution: string, body: string, key?: string) =>
  given.platform.write(as, 'sendContributionMessage', { contribution, body }, key);
const THREAD =
  'messages { totalCount nodes { id body role place { nameZh } partner { nameZh } } } confirmations { totalCount nodes { id amount { fen } } } confirmation { id }';
const thread = async (id: string, as?: Account) =>
  (await given.platform.read(`query ($id: ID!) { node(id: $id) { ... on Contribution { ${THREAD} } } }`, { as, variables: { id } })).node;
const bodies = async (id: string, as?: Account) =>
  ((await thread(id, as))?.messages.nodes as { body: string }[] | undefined)?.map(({ body }) => body) ?? [];

describe('messages about a contribution', () => {
  test('are read by both sides in their order, with who wrote them', async () => {
    const { world } = given;
    const id = await log();
    dataOf(await says(world.county, id, '只收到 90 元'));
    dataOf(await says(world.shanghai, id, '我们核对一下\n请稍候'));
    expect((await thread(id, world.county)).messages).toEqual({
      totalCount: 2,
      nodes: [
        expect.objectContaining({ body: '只收到 90 元', role: 'PLACE', place: { nameZh: '福贡县' }, partner: null }),
        expect.objectContaining({ body: '我们核对一下\n请稍候', role: 'PARTNER', place: null, partner: { nameZh: '上海市' } }),
      ],
    });
    expect(await bodies(id, world.shanghai)).toHaveLength(2);
  });

  test('go on through corrections', async () => {
    const { platform, world } = given;
    const id = await log();
    dataOf(await says(world.county, id, '只收到 90 元'));
    const right = await platform.done(world.shanghai, 'correctContribution', { contribution: id, amount: '90', reason: '按收据' });
    dataOf(await says(world.shanghai, right, '已更正'));
    for (const row of [id, right]) expect(await bodies(row, world.county)).toEqual(['只收到 90 元', '已更正']);
  });

  test('are sent once, however often', async () => {
    const { world } = given;
    const id = await log();
    for (let time = 0; time < 3; time += 1) dataOf(await says(world.county, id, '一次', 'message-once-1'));
    expect(await bodies(id, world.county)).toEqual(['一次']);
    expect(codeOf(await says(world.county, id, '两次', 'message-once-1'))).toBe('CONFLICT');
  });

  test('have a text, and a contribution that was handed in', async () => {
    const { platform, world } = given;
    const id = await log();
    const send = (as: Account, contribution: string, body: string, ...rules: string[]) =>
      expectRefusal(platform, as, 'sendContributionMessage', { contribution, body }, ...rules);
    await send(world.county, id, ' ', 'TEXT_EMPTY');
    await send(world.county, id, '长'.repeat(2001), 'TEXT_TOO_LONG');
    await send(world.shanghai, await log({ draft: true }), '话', 'CONFLICT');
    await send(world.auditor, id, '话', 'FORBIDDEN');
    await send(world.guangdong, id, '话', 'NOT_FOUND');
  });
});

describe('what is said between the sides', () => {
  let open: string;
  let ids: { message: string; confirmation: string };
  beforeAll(async () => {
    const { platform, world } = given;
    open = await log();
    const message = dataOf(await says(world.county, open, '内部')).sendContributionMessage.message.id;
    await confirm(platform, open);
    await platform.done(world.office, 'acceptContribution', { contribution: open });
    ids = { message, confirmation: (await thread(open, world.county)).confirmation.id };
  });

  test.each(['shanghai', 'county', 'prefecture', 'province', 'office', 'auditor', 'administrator'] as const)('is seen by the %s', async (who) => {
    const seen = await thread(open, given.world[who]);
    expect([seen.messages.totalCount, seen.confirmations.totalCount, seen.confirmation.id]).toEqual([1, 1, ids.confirmation]);
  });

  test.each(['public', 'guangdong', 'enterprise', 'otherCounty', 'village'] as const)(
    'is not seen by the %s, though the contribution is public by now, nor by the ids',
    async (who) => {
      const as = who === 'public' ? undefined : given.world[who];
      const seen = await thread(open, as);
      expect([seen.messages.totalCount, seen.messages.nodes, seen.confirmations, seen.confirmation]).toEqual([
        0,
        [],
        { totalCount: 0, nodes: [] },
        null,
      ]);
      for (const id of Object.values(ids)) {
        expect((await given.platform.read('query ($id: ID!) { node(id: $id) { id } }', { as, variables: { id } })).node).toBeNull();
      }
      if (as) expect(codeOf(await says(as, open, '话'))).toBe('FORBIDDEN');
    },
  );
});
