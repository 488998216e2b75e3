import { describe, expect, test } from '@jest/globals';
import { getNamedType, isObjectType } from 'graphql';
import { buildApiSchema } from '../../src/schema.js';
import { codeOf } from '../support/answer.js';
import { useWorld } from '../support/use-world.js';

/** The types of an impact that say money, and what keeps each from adding classes that nobody named. */
const SAYS_MONEY: Readonly<Record<string, string>> = {
  ClassMoney: 'of one class and stage',
  MoneyTotal: 'of the classes that were named',
  LeftOut: 'of one class, stage and reason',
  InKindTotal: 'what goods are worth, never cash',
  MatchedMoney: 'of one class, stage and direction, and never part of a total',
};

/** Rows and facts that are not part of the answer but lie behind it. */
const BEHIND = /^(Contribution|Place|Partner|Programme|Sector|PublishedFigure|Project|Fund|Pairing)/;

describe('no field of an impact adds all classes', () => {
  const schema = buildApiSchema();

  test('money stands only in types that name what it adds', () => {
    const saying = new Set<string>();
    const seen = new Set<string>();
    const walk = (typeName: string) => {
      const type = schema.getType(typeName);
      if (seen.has(typeName) || !isObjectType(type) || BEHIND.test(typeName)) return;
      seen.add(typeName);
      for (const field of Object.values(type.getFields())) {
        const of = getNamedType(field.type).name;
        if (of === 'Money') saying.add(typeName);
        else walk(of);
      }
    };
    walk('Impact');
    expect([...seen]).toEqual(expect.arrayContaining(['Impact', 'ImpactCell', 'ImpactCounts', 'PeopleRange', 'PublishedComparison']));
    expect([...saying].sort()).toEqual(Object.keys(SAYS_MONEY).sort());
  });

  test.each(['Impact', 'ImpactCell'])('a total of %s is of classes that have to be named', (typeName) => {
    const type = schema.getType(typeName);
    const total = isObjectType(type) ? type.getFields().total : undefined;
    const argument = total?.args.find(({ name }) => name === 'flowClasses');
    expect(String(argument?.type)).toBe('[FlowClass!]!');
    expect(argument?.defaultValue).toBeUndefined();
  });
});

describe('a total', () => {
  const given = useWorld();
  const ask = (total: string, language: 'zh' | 'en' = 'zh') => given.platform.ask(`{ impact { ${total} { net { fen } } } }`, { language });

  test('that names no classes is refused by the schema', async () => {
    const { data, errors } = await ask('total');
    expect(errors[0]?.message).toMatch(/"flowClasses" of type "\[FlowClass!\]!" is required/);
    expect(data).toBeUndefined();
  });

  test('of null is refused by the schema', async () => {
    expect((await ask('total(flowClasses: null)')).errors[0]?.message).toMatch(/Expected value of type "\[FlowClass!\]!"/);
  });

  test.each([
    ['zh', /请写明要相加的资金性质/],
    ['en', /Name the flow classes to add/],
  ] as const)('of an empty list is refused, in %s', async (language, sentence) => {
    const answer = await ask('total(flowClasses: [])', language);
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    const messages = answer.errors[0]?.extensions.messages as Record<string, string>;
    expect(messages[language]).toMatch(sentence);
  });

  test('of a class named twice counts it once', async () => {
    const { data } = await given.platform.ask('{ impact { total(flowClasses: [LOAN, LOAN]) { flowClasses stage net { fen } gross { fen } } } }');
    expect(data.impact.total).toEqual({ flowClasses: ['LOAN'], stage: 'DISBURSED', net: { fen: '0' }, gross: { fen: '0' } });
  });
});

describe('a scope', () => {
  const given = useWorld();
  const PARTS = [
    'money { rows }',
    'counts { contributions }',
    'people { low }',
    'inKind { lines }',
    'leftOut { rows }',
    'breakdown(by: [YEAR]) { totalCount }',
  ];

  test.each([
    ['place: "539999"', 'NOT_FOUND'],
    ['partner: "91530000MA0000000X"', 'NOT_FOUND'],
    ['partnerHome: "539999"', 'NOT_FOUND'],
    ['programme: SOCIAL_DONATION, place: "539999"', 'NOT_FOUND'],
    ['programme: SOCIAL_DONATION, partner: "91530000MA0000000X"', 'NOT_FOUND'],
    ['programme: SOCIAL_DONATION, partnerHome: "539999"', 'NOT_FOUND'],
    ['states: []', 'BAD_USER_INPUT'],
    ['states: [DRAFT]', 'BAD_USER_INPUT'],
    ['states: [ACCEPTED, RETURNED]', 'BAD_USER_INPUT'],
    ['fromYear: 2020, toYear: 2019', 'BAD_USER_INPUT'],
  ])('with %s is %s in every part of the answer, also while the ledger is empty', async (filter, code) => {
    for (const part of [...PARTS, 'publishedFigures { unit }']) {
      expect([part, codeOf(await given.platform.ask(`{ impact(filter: { ${filter} }) { ${part} } }`))]).toEqual([part, code]);
    }
  });

  test.each(['[]', '[YEAR, YEAR]', '[YEAR, SECTOR, YEAR]'])('is not broken down by %s', async (by) => {
    expect(codeOf(await given.platform.ask(`{ impact { breakdown(by: ${by}) { totalCount } } }`))).toBe('BAD_USER_INPUT');
  });

  test('in which nothing happened is empty, not an error', async () => {
    const { impact } = await given.platform.read(
      '{ impact { money { rows } leftOut { rows } inKind { lines } people { low } breakdown(by: [COUNTY]) { totalCount nodes { projects } } contributions { totalCount } counts { contributions } } }',
    );
    expect(impact).toEqual({
      money: [],
      leftOut: [],
      inKind: [],
      people: [],
      breakdown: { totalCount: 0, nodes: [] },
      contributions: { totalCount: 0 },
      counts: { contributions: 0 },
    });
  });
});
