import { describe, expect, test } from '@jest/globals';
import { applied } from './mutant.js';
import { interval, shuffled } from './sample.js';
import { dropsOf, statementsIn } from './sql-definitions.js';
import { changesOf } from './sql-operators.js';
import { templatesIn } from './sql-templates.js';
import { HOLE, tokensOf } from './sql-tokens.js';

/** The text after each change by an operator. */
const mutantsOf = (text: string, operator: string) =>
  changesOf(tokensOf(text))
    .filter((change) => change.operator === operator)
    .map((change) => applied(text, change).replaceAll(/\s+/g, ' ').trim());

const dropped = (text: string) =>
  statementsIn(tokensOf(text))
    .flatMap(dropsOf)
    .map((change) => applied(text, change).replaceAll(/\s+/g, ' ').trim());

describe('an operator for SQL', () => {
  test.each([
    ['comparison', 'a < 1', ['a <= 1', 'a >= 1']],
    ['comparison', 'a = b', ['a <> b']],
    ['logic', 'a and b', ['a or b']],
    ['operand dropped', 'where a and b or c', ['where a or c', 'where b or c', 'where a and b', 'where c']],
    ['operand dropped', 'if (a or b) and c then', ['if (a or b) then', 'if c then', 'if (a ) and c then', 'if ( b) and c then']],
    [
      'operand dropped',
      'where a and case when x and y then 1 else 2 end = 1',
      [
        'where a and case when x then 1 else 2 end = 1',
        'where a and case when y then 1 else 2 end = 1',
        'where a',
        'where case when x and y then 1 else 2 end = 1',
      ],
    ],
    ['operand dropped', 'before update or delete on t', ['before update on t', 'before delete on t']],
    ['operand dropped', 'a is distinct from b and c', ['a is distinct from b', 'c']],
    ['negation', 'not a', ['a']],
    ['negation', 'a is not null', ['a is null']],
    ['negation', 'exists (select from t)', ['not exists (select from t)']],
    ['condition', 'select from t where a and b group by c', ['select from t where true group by c', 'select from t where false group by c']],
    ['condition', "with check (a = 'x')", ['with check (true)', 'with check (false)']],
    ['arithmetic', 'a + b', ['a - b']],
    ['sign', 'a = -b', ['a = b']],
    ['number', 'a >= 0', ['a >= 1']],
    ['function', 'least(a, b)', ['greatest(a, b)']],
    ['default dropped', 'coalesce(sum(a, b), 0)', ['coalesce(sum(a, b))']],
    ['outer join', 'a left join b on true', ['a join b on true']],
    ['list member', "a in ('x', 'y')", ["a in ( 'y')", "a in ('x')"]],
    ['statement', "$$ begin raise exception 'no'; end $$", ['$$ begin null; end $$']],
  ])('%s changes %s', (operator, text, expected) => {
    expect(mutantsOf(text, operator).sort()).toEqual([...expected].sort());
  });

  test.each([
    ['between a and b', 'logic'],
    ['numeric(15, 3)', 'number'],
    ['group by 1, 2', 'number'],
    ["raise exception 'no' using errcode = 'x'", 'comparison'],
    ['select count(*)', 'arithmetic'],
    ["'a = b and c'", 'logic'],
    ['-- a and b', 'logic'],
    ['create or replace function f()', 'logic'],
  ])('leaves %s alone', (text, operator) => {
    expect(mutantsOf(text, operator)).toEqual([]);
  });

  test.each([
    ['create table t (a int check (a > 0), b int)', ['create table t (a int , b int)']],
    ['create table t (a int, check (a > 0), check (a < 9))', ['create table t (a int, check (a < 9))', 'create table t (a int, check (a > 0))']],
    ['alter table t add constraint c check (a), add d int', ['alter table t add d int']],
    ['create policy p on t using (a); create table u ()', ['select; create table u ()']],
    ['create trigger g after insert on t execute function f()', ['select']],
  ])('drops what %s defines', (text, expected) => {
    expect(dropped(text)).toEqual(expected);
  });

  test('sees the SQL in a template, with holes for what is put in, and a template in a hole by itself', () => {
    const hole = ['$', "{wide ? sql`true` : '}'}"].join('');
    const source = `const x = sql<{ id: string }>\`a = ${hole} and b\`;`;
    const [outer, inner] = templatesIn(source);
    expect(outer?.text).toBe(`a = ${HOLE.repeat(hole.length)} and b`);
    expect(inner).toEqual({ start: source.indexOf('true'), text: 'true' });
  });
});

describe('a sample', () => {
  test('is the same for the same seed, and a larger one holds a smaller one', () => {
    const items = Array.from({ length: 50 }, (_, index) => String(index));
    const order = (seed: string) => shuffled(items, (item) => item, seed);
    expect(order('1')).toEqual(order('1'));
    expect(order('1')).not.toEqual(order('2'));
    expect([...order('1')].sort()).toEqual([...items].sort());
  });

  test('says between what the true score lies', () => {
    expect(interval(27, 30).map((bound) => bound.toFixed(3))).toEqual(['0.744', '0.965']);
    expect(interval(0, 0)).toEqual([0, 1]);
  });
});
