import { expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { codeOf } from '../support/answer.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn, newCreditCode, SECTOR } from '../support/world.js';

const given = useWorld();

const PUBLIC_TOTAL = '{ impact { total(flowClasses: [DONATION]) { net { yuan } } inKind { unit quantity } } }';

test('an enterprise is registered and reports, its village confirms less, they agree, the county accepts, and the public total moves by exactly that', async () => {
  const { platform, world } = given;
  const { done } = platform;
  const told = async () => (await platform.read(PUBLIC_TOTAL)).impact;
  const silent = { total: { net: { yuan: '0.00' } }, inKind: [] };

  const partner = await done(world.office, 'registerPartner', { kind: 'ENTERPRISE', nameZh: '怒江茶业公司', creditCode: newCreditCode() });
  const enterprise = await platform.account('PARTNER', { partnerId: keyIn(partner) });
  await done(enterprise, 'agreePairing', { programme: 'TEN_THOUSAND_ENTERPRISES', place: world.villageId, startedOn: '2019-01-01' });
  const project = await done(enterprise, 'proposeProject', {
    programme: 'TEN_THOUSAND_ENTERPRISES',
    nameZh: '茶园与灌溉',
    sector: SECTOR,
    places: [{ place: world.villageId }],
  });
  const cash = await done(enterprise, 'logContribution', gift({ project, amount: '120000', draft: true }));
  const fertiliser = { item: '化肥', quantity: '40', unit: '吨' };
  const goods = await done(enterprise, 'logContribution', gift({ project, form: 'GOODS', amount: null, lines: [fertiliser] }));
  await done(enterprise, 'submitContribution', { contribution: cash });
  expect(await told()).toEqual(silent);

  const receipt = { confirmedOn: '2020-05-03' };
  await done(world.village, 'confirmContribution', { contribution: cash, amount: '110000', ...receipt });
  await done(world.village, 'confirmContribution', { contribution: goods, lines: [fertiliser], ...receipt });
  await done(world.village, 'sendContributionMessage', { contribution: cash, body: '收据上是 110,000 元' });
  await done(world.county, 'approveProject', { project });
  const { waiting } = await platform.read(
    '{ waiting { nodes { kind contribution { id state amount { yuan } confirmation { amount { yuan } } messages { nodes { body } } } } } }',
    {
      as: enterprise,
    },
  );
  expect(waiting.nodes).toEqual([
    {
      kind: 'AGREE_DISPUTE',
      contribution: {
        id: cash,
        state: 'DISPUTED',
        amount: { yuan: '120000.00' },
        confirmation: { amount: { yuan: '110000.00' } },
        messages: { nodes: [{ body: '收据上是 110,000 元' }] },
      },
    },
  ]);
  expect(codeOf(await platform.write(world.county, 'acceptContribution', { contribution: cash }))).toBe('CONFLICT');
  expect(await told()).toEqual(silent);

  const agreed = await done(enterprise, 'correctContribution', { contribution: cash, amount: '110000', reason: '按收据更正' });
  expect(await told()).toEqual(silent);
  await done(world.county, 'acceptContribution', { contribution: agreed });
  expect(await told()).toEqual({ total: { net: { yuan: '110000.00' } }, inKind: [] });
  await done(world.county, 'acceptContribution', { contribution: goods });
  expect(await told()).toEqual({ total: { net: { yuan: '110000.00' } }, inKind: [{ unit: '吨', quantity: '40' }] });
  expect(await platform.rows(sql`select from waiting_item where subject_id = any(${sql.val([cash, agreed, goods].map(keyIn))}::bigint[])`)).toEqual(
    [],
  );
});
