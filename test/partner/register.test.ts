import { describe, expect, test } from '@jest/globals';
import { brokenRules, codeOf } from '../support/answer.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { newCreditCode } from '../support/world.js';

const given = useWorld();

const firm = (input: object = {}) => ({ kind: 'ENTERPRISE', nameZh: '试验公司', creditCode: newCreditCode(), ...input });
const refuses = (input: object, ...rules: string[]) => expectRefusal(given.platform, given.world.office, 'registerPartner', firm(input), ...rules);
/** A text that PostgreSQL cannot hold. */
const NUL = '9153\u0000';

const partnerOf = async (creditCode: string) => {
  const { partner } = await given.platform.read('query ($code: String!) { partner(creditCode: $code) { id nameZh creditCode synthetic } }', {
    variables: { code: creditCode },
  });
  return partner;
};

describe('a credit code', () => {
  const swapped = (code: string) => code.slice(0, 16) + code[17] + code[16];

  test('has the right check character', async () => {
    const code = newCreditCode();
    await refuses({ creditCode: code.slice(0, 17) + (code.endsWith('0') ? '1' : '0') }, 'CREDIT_CODE_CHECK_CHARACTER');
  });

  test.each([
    ['17 characters', '91530000MA000000X'],
    ['19 characters', '91530000MA00000010X'],
    ['an I, O, S, V or Z', '91530000MI0000001X'],
    ['full-width digits', '９１５３００００ＭＡ０００００１X'],
    ['an SQL wildcard', '9153000%MA0000001X'],
  ])('has not %s', (_, creditCode) => refuses({ creditCode }, 'CREDIT_CODE_MALFORMED'));

  test('is compulsory for all but governments', () => refuses({ creditCode: null }, 'CREDIT_CODE_MISSING'));

  test('is borne by one partner, also when two register at once', async () => {
    const creditCode = newCreditCode();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => given.platform.write(given.world.office, 'registerPartner', firm({ creditCode }))),
    );
    expect(answers.map((answer) => brokenRules(answer)[0]).sort()).toEqual([...Array(5).fill('CREDIT_CODE_TAKEN'), 'NONE']);
    await refuses({ creditCode }, 'CREDIT_CODE_TAKEN');
  });

  test('is found in small letters too, and kept in capitals', async () => {
    const creditCode = newCreditCode();
    await given.platform.done(given.world.office, 'registerPartner', firm({ creditCode: creditCode.toLowerCase() }));
    expect(await partnerOf(creditCode.toLowerCase())).toMatchObject({ creditCode });
    expect(await partnerOf(creditCode)).toMatchObject({ creditCode, synthetic: false });
  });

  test('that nobody bears finds nobody, and neither does nonsense', async () => {
    for (const code of [newCreditCode(), swapped(newCreditCode()), '', '%', 'x'.repeat(10_000)]) expect(await partnerOf(code)).toBeNull();
  });
});

test('a credit code with a NUL is an input that cannot be used', async () => {
  const answer = await given.platform.ask('query ($code: String!) { partner(creditCode: $code) { id } }', { variables: { code: NUL } });
  expect(codeOf(answer)).toBe('BAD_USER_INPUT');
});

describe('a name', () => {
  test.each([
    ['empty', '', 'TEXT_EMPTY'],
    ['of spaces', '  \u3000', 'TEXT_EMPTY'],
    ['of 201 characters', '名'.repeat(201), 'TEXT_TOO_LONG'],
    ['of 10,000 characters', '名'.repeat(10_000), 'TEXT_TOO_LONG'],
    ['with a zero-width space', '上海\u200b公司', 'TEXT_INVISIBLE_CHARACTER'],
    ['with a right-to-left override', '上海\u202e公司', 'TEXT_BIDIRECTIONAL_CONTROL'],
    ['with a line break', '上海\n公司', 'TEXT_CONTROL_CHARACTER'],
    ['with half a character', '上海\ud83d', 'TEXT_LONE_SURROGATE'],
  ])('is not %s', (_, nameZh, rule) => refuses({ nameZh }, rule));

  test('is not longer in English', () => refuses({ nameEn: 'x'.repeat(201) }, 'TEXT_TOO_LONG'));

  test('of 200 rare characters, emoji and all, comes back as it was sent', async () => {
    const creditCode = newCreditCode();
    const nameZh = `${'𠮷'.repeat(100)}${'🤝'.repeat(100)}`;
    await given.platform.done(given.world.office, 'registerPartner', firm({ nameZh, creditCode }));
    expect(await partnerOf(creditCode)).toMatchObject({ nameZh });
  });

  test('is kept in normal form, without outer spaces', async () => {
    const creditCode = newCreditCode();
    await given.platform.done(given.world.office, 'registerPartner', firm({ nameZh: ' Cafe\u0301 公司 ', creditCode }));
    expect(await partnerOf(creditCode)).toMatchObject({ nameZh: 'Café 公司' });
  });

  test('that tries to be SQL is a name', async () => {
    const creditCode = newCreditCode();
    const nameZh = "'); drop table partner; --";
    await given.platform.done(given.world.office, 'registerPartner', firm({ nameZh, creditCode }));
    expect(await partnerOf(creditCode)).toMatchObject({ nameZh });
  });
});

describe('a government', () => {
  const government = (input: object) => ({ kind: 'EASTERN_DISTRICT', nameZh: '某区', creditCode: null, ...input });

  test('names the place it governs', () => refuses(government({}), 'HOME_MISSING'));

  test('is registered once, also when two register at once', async () => {
    const registering = () => given.platform.write(given.world.office, 'registerPartner', government({ kind: 'LOCAL_GOVERNMENT', home: '533324' }));
    const answers = await Promise.all([registering(), registering(), registering()]);
    expect(answers.map((answer) => brokenRules(answer)[0]).sort()).toEqual(['GOVERNMENT_TAKEN', 'GOVERNMENT_TAKEN', 'NONE']);
  });

  test('lies at a place that there is', () => refuses(government({ home: '999999' }), 'NOT_FOUND'));
});

test('a parent is a partner that there is', () => refuses({ parent: 'nobody' }, 'NOT_FOUND'));

test('the programme office and administrators register partners, and nobody else', async () => {
  const { platform, world } = given;
  await platform.done(world.administrator, 'registerPartner', firm());
  for (const as of [world.shanghai, world.county, world.auditor]) await expectRefusal(platform, as, 'registerPartner', firm(), 'FORBIDDEN');
  await expectRefusal(platform, undefined, 'registerPartner', firm(), 'UNAUTHENTICATED');
});

describe('what is registered', () => {
  test.each([
    ['a name that says it is an example', { nameZh: '示例公司' }],
    ['a credit code of the range for examples', { creditCode: '91990000000000857D' }],
  ])('does not bear %s', (_, input) => refuses(input, 'EXAMPLE_MARK'));

  test.each([
    ['an eastern province that is Yunnan', { kind: 'EASTERN_PROVINCE', home: '53' }],
    ['an eastern province that is a city', { kind: 'EASTERN_PROVINCE', home: '4404' }],
    ['an eastern district in Yunnan', { kind: 'EASTERN_DISTRICT', home: '530102' }],
    ['a local government elsewhere', { kind: 'LOCAL_GOVERNMENT', home: '310101' }],
  ])('is not %s', async (_, input) => {
    const answer = await given.platform.write(given.world.office, 'registerPartner', { nameZh: '某地政府', ...input });
    expect(brokenRules(answer)).toContain('HOME_DOES_NOT_FIT');
  });
});

test('a government is found by the place it governs, by either of its codes', async () => {
  const find = (code: string) => given.platform.read(`{ partner(governmentOf: "${code}") { nameZh } }`);
  expect(await find('310000')).toEqual({ partner: { nameZh: '上海市' } });
  expect(await find('530102')).toEqual({ partner: null });
  const answer = await given.platform.ask('{ partner { nameZh } }');
  expect(codeOf(answer)).toBe('BAD_USER_INPUT');
});
