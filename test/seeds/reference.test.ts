import { describe, expect, test } from '@jest/globals';
import { PUBLISHED } from '../../seeds/demo/published-totals.js';
import { periodOf } from '../../seeds/reduced-date.js';
import { reference } from './ledger-of.js';

describe('the reference', () => {
  test('has the 88 poor counties', () => {
    expect(reference.poorCounties).toHaveLength(88);
  });

  test('cites reposts and mirrors without linking them', () => {
    expect(reference.pairings.filter(({ sourceUrl }) => sourceUrl !== null).length).toBeGreaterThan(20);
    expect(reference.pairings.every(({ source }) => source !== null)).toBe(true);
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
