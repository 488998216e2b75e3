import { describe, expect, test } from '@jest/globals';
import { grouped } from '../../seeds/demo/grouped.js';
import type { ContributionRow, PlaceRow, PublishedFigureRow } from '../../seeds/tables.js';
import { ledgerOf, reference, SEED } from './ledger-of.js';

const ledger = ledgerOf(SEED);
const partners = new Map([...reference.partners, ...ledger.partners].map((partner) => [partner.id, partner]));
const places = new Map([...reference.places, ...ledger.places].map((place) => [place.id, place]));
const parts = grouped(ledger.contributionParts, (part) => part.contributionId);
const setPlaces = grouped(ledger.contributionSetPlaces, (member) => member.contributionId);
const lines = grouped(ledger.contributionLines, (line) => line.contributionId);

describe('the generated rows add up to every published figure that has a measure', () => {
  const measured = reference.publishedFigures.filter((figure) => figure.measure !== null);

  test('which are 28', () => {
    expect(measured).toHaveLength(28);
  });

  test.each(measured.map((figure) => [figure.code, figure] as const))('%s', (_, figure) => {
    expect(answerTo(figure)).toBe(figure.exactValue);
  });
});

describe('beyond the published figures', () => {
  test('the counties of both sides together are the 88', () => {
    const reached = countiesOf(rowsOf({ programme: 'EAST_WEST' }));
    expect(reached).toEqual(new Set(reference.poorCounties.map(({ placeId }) => placeId)));
  });

  test('Shanghai works in 13 prefectures, Guangdong in 昭通 and 怒江', () => {
    const prefectures = (home: string) => new Set([...countiesOf(eastWestFrom(home))].map((id) => codeOf(id).slice(0, 4)));
    expect(prefectures('31').size).toBe(13);
    expect(prefectures('44')).toEqual(new Set(['5306', '5333']));
  });

  test('departments reach all 88 counties', () => {
    expect(countiesOf(rowsOf({ programme: 'DEPARTMENT_HOOKUP' })).size).toBe(88);
  });

  test('promises do not hide in the money that was paid', () => {
    const promised = live().filter((row) => row.stage !== 'DISBURSED');
    expect(promised.length).toBeGreaterThan(1000);
    expect(promised.every((row) => row.form === 'CASH')).toBe(true);
  });

  test('fiscal money is in every one of the 4,127 projects', () => {
    const projects = new Set(
      live()
        .filter((row) => row.flowClass === 'FISCAL')
        .map((row) => row.projectId),
    );
    projects.delete(null);
    expect(projects.size).toBe(4_127);
  });

  test('every enterprise and chamber has a pairing, and each of 5,266 villages has one', () => {
    const pairings = ledger.pairings.filter(({ programme }) => programme === 'TEN_THOUSAND_ENTERPRISES');
    expect(pairings).toHaveLength(5_266);
    expect(new Set(pairings.map(({ placeId }) => placeId)).size).toBe(5_266);
    expect(new Set(pairings.map(({ partnerId }) => partnerId)).size).toBe(4_888);
  });

  test('the five figures for people sum to 3,450,900 and are five channels', () => {
    expect(ledger.peopleCounts.reduce((sum, { people }) => sum + people, 0)).toBe(3_450_900);
    expect(new Set(ledger.peopleCounts.map(({ channel }) => channel))).toEqual(new Set(reference.peopleChannels.map(({ code }) => code)));
  });
});

function answerTo(figure: PublishedFigureRow): bigint {
  const rows = rowsOf(figure);
  switch (figure.measure) {
    case 'MONEY':
      return rows.filter(isNewCash).reduce((sum, row) => sum + (row.amountFen ?? 0n), 0n);
    case 'PROJECTS':
      return BigInt(new Set(rows.flatMap((row) => row.projectId ?? [])).size);
    case 'PARTNERS':
      return BigInt(new Set(rows.map((row) => row.partnerId)).size);
    case 'PLACES':
      return BigInt((figure.placeLevel === 'COUNTY' ? countiesOf(rows) : villagesOf(rows)).size);
    case 'PEOPLE':
      return sumOf(ledger.peopleCounts.filter(({ channel }) => channel === figure.peopleChannel).map(({ people }) => people));
    case 'IN_KIND':
      return sumOf(
        rows
          .flatMap((row) => lines.get(row.id) ?? [])
          .filter(({ staffRole }) => staffRole === figure.staffRole)
          .map(({ quantity }) => Number(quantity)),
      );
    default:
      throw new Error(`Expected a measure, got ${figure.measure}`);
  }
}

type Scope = Pick<PublishedFigureRow, 'programme'> & Partial<PublishedFigureRow>;

function rowsOf({ programme, flowClass, partnerKind, partnerHomeId, fromYear, toYear }: Scope): ContributionRow[] {
  return live().filter((row) => {
    const partner = partners.get(row.partnerId);
    const year = Number(row.occurredOn.slice(0, 4));
    return (
      row.programme === programme &&
      (!flowClass || row.flowClass === flowClass) &&
      (!partnerKind || partner?.kind === partnerKind) &&
      (!partnerHomeId || partner?.homeId === partnerHomeId) &&
      (!fromYear || year >= fromYear) &&
      (!toYear || year <= toYear)
    );
  });
}

function eastWestFrom(home: string): ContributionRow[] {
  const place = reference.places.find(({ code }) => code === home);
  return rowsOf({ programme: 'EAST_WEST', partnerHomeId: place?.id ?? null });
}

function live(): ContributionRow[] {
  return ledger.contributions.filter(({ live, state }) => live && state === 'ACCEPTED');
}

/** Money that moves on was counted when it came. */
function isNewCash(row: ContributionRow): boolean {
  return row.form === 'CASH' && row.stage === 'DISBURSED' && row.parentId === null;
}

function placesOf(row: ContributionRow): PlaceRow[] {
  const ids = [...(parts.get(row.id) ?? []), ...(setPlaces.get(row.id) ?? [])].flatMap(({ placeId }) => placeId ?? []);
  return ids.flatMap((id) => lineageOf(id));
}

function lineageOf(id: number | null): PlaceRow[] {
  const place = id === null ? undefined : places.get(id);
  return place === undefined ? [] : [place, ...lineageOf(place.parentId)];
}

function countiesOf(rows: readonly ContributionRow[]): Set<number> {
  return reached(rows, 'COUNTY');
}

function villagesOf(rows: readonly ContributionRow[]): Set<number> {
  return reached(rows, 'VILLAGE');
}

function reached(rows: readonly ContributionRow[], level: string): Set<number> {
  return new Set(
    rows
      .flatMap(placesOf)
      .filter((place) => place.level === level)
      .map(({ id }) => id),
  );
}

function codeOf(id: number): string {
  return places.get(id)?.code ?? '';
}

function sumOf(values: readonly number[]): bigint {
  return BigInt(values.reduce((sum, value) => sum + value, 0));
}
