import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scalingReport } from '../../bench/scaling/report.js';
import { SHARED_TABLES } from '../../bench/scaling/tables.js';
import { projectFile } from '../../src/shared/root.js';
import { sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';

const PAGE = readFileSync(projectFile('docs/scaling.md'), 'utf8');

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(async () => platform.close());

describe('docs/scaling.md', () => {
  it('gives what the simulation gives', () => expect(PAGE).toContain(scalingReport([])));

  it('lists what is shared', () => expect(PAGE).toContain(`| ${SHARED_TABLES.map((name) => `\`${name}\``).join(', ')} |`));

  it('shares nothing that refers to what lies in one province', async () => {
    const leading = await platform.rows<{ from: string; to: string }>(sql`
      select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint where contype = 'f'`);
    expect(leading.length).toBeGreaterThan(100);
    expect(leading.filter(({ from, to }) => SHARED_TABLES.includes(from) && !SHARED_TABLES.includes(to))).toEqual([]);
    const there = await platform.rows<{ name: string }>(sql`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`);
    expect(SHARED_TABLES.filter((shared) => !there.some(({ name }) => name === shared))).toEqual([]);
  });

  it('says of each thing that must be unique whether it stays so', async () => {
    const unique = await platform.rows<{ index: string; table: string }>(sql`
      select index.relname as index, own.relname as table
      from pg_index join pg_class index on index.oid = indexrelid join pg_class own on own.oid = indrelid
      where (indisunique or indisexclusion) and not indisprimary and own.relnamespace = 'public'::regnamespace and own.relname not like 'impact_%'`);
    expect(unique.length).toBeGreaterThan(30);
    const keys = PAGE.slice(PAGE.indexOf('## Which keys hold'));
    expect(unique.filter(({ index, table }) => !keys.includes(`\`${index}\``) && !keys.includes(`\`${table}\``))).toEqual([]);
  });
});
