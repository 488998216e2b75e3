import { describe, expect, test } from '@jest/globals';
import { creditCodeProblem } from '../../src/shared/credit-code.js';
import { ledgerOf, reference, SEED } from './ledger-of.js';

const ledger = ledgerOf(SEED);

describe('every generated row', () => {
  test('is marked as synthetic', () => {
    const marked = [
      ledger.places,
      ledger.partners,
      ledger.pairings,
      ledger.funds,
      ledger.projects,
      ledger.contributions,
      ledger.confirmations,
      ledger.contributionMessages,
      ledger.peopleCounts,
      ledger.reportingPeriods,
      ledger.correctionRequests,
    ];
    for (const rows of marked) expect(rows.every(({ synthetic }) => synthetic)).toBe(true);
  });

  test('with a name says in Chinese and English that it is an example', () => {
    for (const rows of [ledger.places, ledger.partners, ledger.funds, ledger.projects, ledger.reportingPeriods]) {
      expect(rows.filter(({ nameZh }) => !nameZh.includes('示例'))).toEqual([]);
      expect(rows.filter(({ nameEn }) => !/example/i.test(nameEn ?? ''))).toEqual([]);
    }
  });

  test('of the ledger is recorded for an organisation that can correct it', () => {
    expect(ledger.contributions.every(({ recordedFor }) => /^(partner|place):\d+$/.test(recordedFor))).toBe(true);
  });
});

describe('example codes', () => {
  test('of places lie in the range that GB/T 10114 leaves empty', () => {
    expect(ledger.places.filter(({ level, code }) => !PLACE_CODE[level]?.test(code ?? ''))).toEqual([]);
  });

  test('of places are unique and continue that of the parent', () => {
    const codes = new Map([...reference.places, ...ledger.places].map(({ id, code }) => [id, code]));
    expect(new Set(ledger.places.map(({ code }) => code)).size).toBe(ledger.places.length);
    expect(ledger.places.filter(({ code, parentId }) => !code?.startsWith(codes.get(parentId ?? 0) ?? 'none'))).toEqual([]);
  });

  test('of partners have a division of registration that does not exist and a valid check character', () => {
    const wrong = ledger.partners.filter(({ creditCode }) => !/^..99/.test(creditCode ?? '') || creditCodeProblem(creditCode ?? '') !== null);
    expect(wrong).toEqual([]);
    expect(new Set(ledger.partners.map(({ creditCode }) => creditCode)).size).toBe(ledger.partners.length);
  });
});

describe('real partners', () => {
  test('give nothing but the two provinces’ fiscal money', () => {
    const real = ledger.contributions.filter(({ partnerId }) => partnerId <= reference.partners.length);
    expect(new Set(real.map(({ partnerId }) => partnerId))).toEqual(
      new Set([reference.partnerIds.get('shanghai'), reference.partnerIds.get('guangdong')]),
    );
    expect(new Set(real.map(({ flowClass }) => flowClass))).toEqual(new Set(['FISCAL']));
  });
});

const PLACE_CODE: Readonly<Record<string, RegExp>> = { TOWNSHIP: /^53\d{4}9\d{2}$/, VILLAGE: /^53\d{4}9\d{2}\d{3}$/ };
