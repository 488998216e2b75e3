import { describe, expect, test } from '@jest/globals';
import { brokenRules } from '../support/answer.js';
import { booksOf, expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';

const given = useWorld();

const LOG = 'mutation ($input: LogContributionInput!) { logContribution(input: $input, idempotencyKey: "amount-test-key") { contribution { id } } }';

describe('an amount is text or an integer, above zero, with at most two decimals, below 10^15 fen', () => {
  test.each([
    ['negative', '-1', 'AMOUNT_NOT_POSITIVE'],
    ['zero', '0', 'AMOUNT_NOT_POSITIVE'],
    ['zero with decimals', '0.00', 'AMOUNT_NOT_POSITIVE'],
    ['a third decimal', '1.005', 'AMOUNT_TOO_PRECISE'],
    ['10^15 fen', '10000000000000', 'AMOUNT_TOO_LARGE'],
    ['above 10^15 fen', '99999999999999999999999999', 'AMOUNT_TOO_LARGE'],
    ['1e309 as text', '1e309', 'AMOUNT_MALFORMED'],
    ['NaN', 'NaN', 'AMOUNT_MALFORMED'],
    ['infinity', 'Infinity', 'AMOUNT_MALFORMED'],
    ['hexadecimal', '0x10', 'AMOUNT_MALFORMED'],
    ['words', '一百元', 'AMOUNT_MALFORMED'],
    ['thousands separators', '1,000', 'AMOUNT_MALFORMED'],
    ['an empty text', '', 'AMOUNT_MALFORMED'],
    ['ten million digits', '9'.repeat(10_000_000), 'AMOUNT_TOO_LARGE'],
  ])('refuses %s', async (_, amount, rule) => {
    const { platform, world } = given;
    await expectRefusal(platform, world.shanghai, 'logContribution', gift({ project: world.project, amount }), rule);
  });

  test.each([
    ['1e309 as a JSON number', JSON.parse('1e309')],
    ['NaN', Number.NaN],
    ['a fraction as a JSON number', 33.34],
    ['a list', ['100']],
    ['an object', { yuan: '100' }],
    ['a boolean', true],
    ['an integer that a float cannot hold', 2 ** 60],
  ])('refuses %s before anything runs', async (_, amount) => {
    const { platform, world } = given;
    const before = await booksOf(platform);
    const answer = await platform.ask(LOG, { as: world.shanghai, variables: { input: gift({ project: world.project, amount }) } });
    expect(answer.errors[0]?.message).toMatch(/got invalid value/);
    expect(await booksOf(platform)).toEqual(before);
  });

  test('refuses 1e309 as a literal', async () => {
    const { platform, world } = given;
    const before = await booksOf(platform);
    const source = `mutation { logContribution(input: { project: "${world.project}", flowClass: DONATION, occurredOn: "2020-05-01", amount: 1e309 },
      idempotencyKey: "literal-amount") { contribution { id } } }`;
    expect(brokenRules(await platform.ask(source, { as: world.shanghai }))).toEqual(['AMOUNT_MALFORMED']);
    expect(await booksOf(platform)).toEqual(before);
  });

  test.each([
    ['0.01', '1'],
    ['9999999999999.99', '999999999999999'],
    ['33.3', '3330'],
    [120000, '12000000'],
  ])('takes %s yuan as %s fen', async (amount, fen) => {
    const { platform, world } = given;
    const id = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, amount }));
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { amount { fen } } } }', {
      as: world.shanghai,
      variables: { id },
    });
    expect(node.amount.fen).toBe(fen);
  });

  test('asks for an amount of cash, and for none in kind', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.shanghai, 'logContribution', gift({ project: world.project, amount: null }), 'AMOUNT_MISSING');
    const lines = [{ item: '化肥', quantity: '40', unit: '吨' }];
    await expectRefusal(platform, world.shanghai, 'logContribution', gift({ project: world.project, form: 'GOODS', lines }), 'AMOUNT_IN_KIND');
  });
});
