import { beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, reasonOf } from '../support/answer.js';
import { useWorld } from '../support/use-world.js';
import { newCreditCode, registerPartner } from '../support/world.js';

const given = useWorld();
const creditCode = newCreditCode();

beforeAll(async () => {
  const { platform, world } = given;
  await registerPartner(platform, world.office, {
    kind: 'ENTERPRISE',
    nameZh: '云南百分之百（100%）茶叶有限公司',
    nameEn: 'Yunnan One_Hundred Tea',
    creditCode,
  });
});

const search = async (text: string, more = '') => {
  const { partners } = await given.platform.read(
    `query ($text: String!) { partners(first: 100, filter: { search: $text ${more} }) { totalCount nodes { nameZh } } }`,
    {
      variables: { text },
    },
  );
  return partners as { totalCount: number; nodes: { nameZh: string }[] };
};
const names = async (text: string) => (await search(text)).nodes.map(({ nameZh }) => nameZh);

describe('partners are found by any part of their name', () => {
  test.each([
    ['one character', '茶'],
    ['two characters', '茶叶'],
    ['three characters', '茶叶有'],
    ['two characters in the middle of words', '分之'],
    ['a long part', '百分之百（100%）茶叶'],
    ['the whole name', '云南百分之百（100%）茶叶有限公司'],
    ['the English name in any case', 'yUNNAN one_hundred'],
    ['both, without the space between words', 'onehundred'.replace('one', 'one_')],
    ['with a per cent sign in it', '100%'],
    ['with an underscore in it', 'One_H'],
    ['its credit code', creditCode],
    ['its credit code in small letters', creditCode.toLowerCase()],
  ])('%s', async (_, text) => {
    expect(await names(text)).toEqual(['云南百分之百（100%）茶叶有限公司']);
  });

  test('not by characters that stand apart in it', async () => {
    expect(await names('云茶')).toEqual([]);
    expect(await names('茶叶云南')).toEqual([]);
    expect(await names('云南茶叶')).toEqual([]);
  });

  test('all of them: 上海 and its districts', async () => {
    const all = await search('上海');
    expect(all.totalCount).toBe(all.nodes.length);
    expect(all.totalCount).toBeGreaterThan(15);
    expect(all.nodes.every(({ nameZh }) => nameZh.includes('上海'))).toBe(true);
  });
});

describe('an SQL wildcard in a search', () => {
  test.each(['%', '_', '%%', '__', '%_%', '\\', "'"])('%j alone says nothing about what to find', async (text) => {
    const answer = await given.platform.ask('query ($text: String!) { partners(filter: { search: $text }) { totalCount } }', { variables: { text } });
    expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'SEARCH_WITHOUT_LETTER']);
  });

  test.each(['上_', '上%', '%海', '_海市', '上海%', "上海' or '1'='1", '上海\\'])('%j stands for itself', async (text) => {
    expect(await names(text)).toEqual([]);
  });
});

describe('a search is refused', () => {
  test.each([
    ['when it is empty', '', 'TEXT_EMPTY'],
    ['when it is 10,000 characters long', '上'.repeat(10_000), 'TEXT_TOO_LONG'],
    ['with a zero-width character', '上\u200b海', 'TEXT_INVISIBLE_CHARACTER'],
    ['with a right-to-left mark', '上海\u200f', 'TEXT_BIDIRECTIONAL_CONTROL'],
    ['with a NUL', '上\u0000海', 'TEXT_CONTROL_CHARACTER'],
  ])('%s', async (_, text, reason) => {
    const answer = await given.platform.ask('query ($text: String!) { partners(filter: { search: $text }) { totalCount } }', { variables: { text } });
    expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', reason]);
  });
});

test('filters hold together', async () => {
  expect((await search('茶叶', 'kinds: [ENTERPRISE]')).totalCount).toBe(1);
  expect((await search('茶叶', 'kinds: [UNIVERSITY, SCHOOL]')).totalCount).toBe(0);
  expect((await search('茶叶', 'kinds: []')).totalCount).toBe(0);
  expect((await search('茶叶', 'synthetic: true')).totalCount).toBe(0);
  expect((await search('浦东', 'home: "31"')).totalCount).toBeGreaterThan(0);
  expect((await search('浦东', 'home: "44"')).totalCount).toBe(0);
});
