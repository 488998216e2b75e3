import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { migrationFile, migrationFiles, newestMigration, newestOf } from '../../src/upgrading/migration-file.js';

const file = (...lines: string[]) => migrationFile('901_next.sql', lines.join('\n'));

describe('a migration', () => {
  it('that expands serves every version', () =>
    expect(file('-- expand', 'alter table place add column a text;')).toMatchObject({
      name: '901_next.sql',
      number: 901,
      needs: null,
      isWhole: true,
    }));

  it('that contracts says the oldest version that it leaves', () =>
    expect(file('-- contract: needs 053 everywhere', 'alter table place drop column a;')).toMatchObject({ needs: 53, isWhole: true }));

  it('says where it is no single transaction, and what goes in batches', () => {
    const { isWhole, steps } = file(
      '-- expand, outside of a transaction',
      '-- Why.',
      'create index concurrently place_a on place (a);',
      '',
      '-- As many as are changed in a moment.',
      '-- in batches',
      'update place set a = name_zh',
      'where id in (select id from place where a is null limit 500) returning id;',
      'create function b() returns int language plpgsql as $$',
      'begin',
      '  return 1;',
      'end $$;',
    );
    expect(isWhole).toBe(false);
    expect(steps.map(({ statement, inBatches }) => [statement.split(' ', 2).join(' '), inBatches])).toEqual([
      ['create index', false],
      ['update place', true],
      ['create function', false],
    ]);
  });

  it.each([
    ['without a kind', ['alter table place add column a text;'], 'to begin with a line such as "-- expand"'],
    ['of a kind that nobody knows', ['-- contract', 'alter table place drop column a;'], 'to begin with a line such as "-- expand"'],
    ['that makes an index concurrently in a transaction', ['-- expand', 'create index concurrently a on place (a);'], 'outside of a transaction'],
    ['with batches in a transaction', ['-- expand', '-- in batches', 'update place set a = 1 returning id;'], 'outside of a transaction'],
    [
      'whose batches would end after the first',
      ['-- expand, outside of a transaction', '-- in batches', 'update place set a = 1;'],
      'returning rows',
    ],
    ['whose index has no name to find it by', ['-- expand, outside of a transaction', 'create index concurrently on place (a);'], 'a name'],
  ])('%s is refused', (_what, lines, why) => expect(() => file(...lines)).toThrow(why));

  it('has a name that tells its place', () => expect(() => migrationFile('next.sql', '-- expand')).toThrow('such as 053_upgrades.sql, got next.sql'));
});

describe('the migrations of this version', () => {
  const files = migrationFiles();

  it('all say what they are, and none needs a version that is not there before it', () => {
    expect(files.map(({ name }) => name)).toEqual(readdirSync(projectFile('schema/migrations')).sort());
    for (const { number, needs } of files) {
      if (needs === null) continue;
      expect(needs).toBeLessThan(number);
      expect(files.map((other) => other.number)).toContain(needs);
    }
  });

  it('have numbers of their own', () => expect(new Set(files.map(({ number }) => number)).size).toBe(files.length));

  it('tell how new it is', () => expect(newestMigration()).toBe(newestOf(files)));
});
