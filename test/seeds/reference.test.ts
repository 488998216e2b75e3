import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { PUBLISHED } from '../../seeds/demo/published-totals.js';
import { periodOf } from '../../seeds/reduced-date.js';
import { REFERENCE_FOLDER } from '../../seeds/reference.js';
import { readReference } from '../../seeds/reference-rows.js';
import { reference } from './ledger-of.js';

/** The files whose rows say where their source was read. */
const FILES = { pairings: 'pairings.csv', poorCounties: 'poor_counties.csv' } as const;

const textOf = (file: string) => readFileSync(new URL(file, REFERENCE_FOLDER), 'utf8');
const linesOf = (file: string) => parse(textOf(file), { columns: true }) as Readonly<Record<string, string>>[];

async function withCopyOfReference(work: (folder: URL) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'xieshou-reference-'));
  await cp(REFERENCE_FOLDER, folder, { recursive: true });
  await work(pathToFileURL(`${folder}/`)).finally(() => rm(folder, { recursive: true }));
}

describe('the reference', () => {
  test('has the 88 poor counties', () => {
    expect(reference.poorCounties).toHaveLength(88);
  });

  describe.each(['pairings', 'poorCounties'] as const)('of %s', (table) => {
    const lines = linesOf(FILES[table]);
    const ofKind = (kind: string) => reference[table].filter((_row, index) => lines[index]?.source_kind === kind);

    test('says of every row what its source is', () => {
      expect(lines).toHaveLength(reference[table].length);
      expect(reference[table].every(({ source }) => source)).toBe(true);
    });

    test('cites reposts and mirrors without linking them', () => {
      const reposts = ofKind('repost_or_mirror');
      expect(reposts.length).toBeGreaterThan(30);
      expect(reposts.filter((row) => row.sourceUrl !== null)).toEqual([]);
    });

    test("links what was read at the medium's own site", () => {
      const originals = ofKind('original_site');
      expect(originals.length).toBeGreaterThan(30);
      expect(originals.filter((row) => !URL.canParse(row.sourceUrl ?? ''))).toEqual([]);
      expect(reference[table].map((row) => row.sourceUrl ?? '')).toEqual(lines.map((line) => line.source_url));
    });

    test.each([
      ['links a mirror', 'repost_or_mirror', 'Expected no source_url with source_kind repost_or_mirror'],
      ['says of no known kind what its source is', 'blog', 'Expected a source_kind of original_site, repost_or_mirror, none, got "blog"'],
      ['leaves open what its source is', '', 'Expected a value in column source_kind'],
    ])('is refused where a row %s', async (_what, kind, refusal) => {
      await withCopyOfReference(async (folder) => {
        await writeFile(new URL(FILES[table], folder), textOf(FILES[table]).replace(/,original_site$/m, `,${kind}`));
        expect(() => readReference(folder)).toThrow(refusal);
      });
    });
  });

  test('says of the hook-up channel that its source mixes households and people', () => {
    const channel = reference.peopleChannels.find(({ code }) => code === 'DEPARTMENT_HOOKUP');
    expect(channel?.noteZh).toContain('户与人');
    expect(channel?.noteEn).toContain('mixes households and people');
  });

  test('agrees with the totals that the generator aims at', () => {
    const published = new Map(reference.publishedFigures.map(({ code, exactValue }) => [code, exactValue]));
    expect(published.get('ew.fund.fiscal')).toBe(PUBLISHED.eastWest.fiscalFen);
    expect(published.get('dc.fund.social')).toBe(PUBLISHED.fixedPoint.socialFen);
    expect(published.get('wq.fund')).toBe(PUBLISHED.tenThousand.fen);
    expect(published.get('link.cadres')).toBe(BigInt(PUBLISHED.departmentHookup.staff.HOOKUP_CADRE));
  });
});

describe('a date of reduced precision', () => {
  test.each([
    ['2017', null, '2017-01-01', null, 'YEAR'],
    ['2021-06', null, '2021-06-01', null, 'MONTH'],
    ['2016-09', '2021-06', '2016-09-01', '2021-06-30', 'MONTH'],
    ['2016-02-03', '2020', '2016-02-03', '2020-12-31', 'YEAR'],
    ['2016-01', '2020-02', '2016-01-01', '2020-02-29', 'MONTH'],
    [null, null, null, null, 'UNKNOWN'],
  ])('%s to %s', (started, ended, startedOn, endedOn, datePrecision) => {
    expect(periodOf(started, ended)).toEqual({ startedOn, endedOn, datePrecision });
  });

  test('is refused where it is no date', () => {
    expect(() => periodOf('June 2017', null)).toThrow('Expected a date such as 2017');
  });
});
