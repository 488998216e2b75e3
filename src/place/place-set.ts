import { placeReference } from '../reading/reference.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { commonShares, parseShare, type Share } from '../shared/money/share.js';
import { type Executor, sql } from '../shared/sql.js';
import { selectAll } from '../writing/facts.js';
import { PlaceLevel } from './place.entity.js';

export const MOST_PLACES = 100;

/** A place with the place that holds it at each level, outermost first; null where there is none. */
export interface LocatedPlace {
  readonly id: string;
  readonly level: PlaceLevel;
  readonly lineage: readonly (string | null)[];
}

export interface PlaceShare {
  readonly place: string;
  readonly share?: string | null;
}

/**
 * Looks the places up in the order they were named. An unknown one is NOT_FOUND. Those beyond the number that may be
 * named are not looked up: `checkedShares` refuses them all.
 */
export async function locatePlaces(transaction: Executor, references: readonly string[]): Promise<LocatedPlace[]> {
  if (references.length === 0) return [];
  const named = sql.join(references.slice(0, MOST_PLACES).map((reference, index) => sql`(${sql.lit(index)}, ${placeReference(reference)})`));
  return selectAll<LocatedPlace>(
    transaction,
    sql`
      select place.id::text as id, level,
        array[province_id, prefecture_id, county_id, township_id, village_id]::text[] as lineage
      from (values ${named}) as named (ordinal, id) join place on place.id = named.id order by ordinal`,
  );
}

/** The id of the smallest place that holds all of them, or null when not even a province does. */
export function smallestCommonPlace(places: readonly LocatedPlace[]): string | null {
  const [first] = places;
  if (!first) return null;
  return first.lineage.reduce<string | null>(
    (found, id, level) => (id !== null && places.every((place) => place.lineage[level] === id) ? id : found),
    null,
  );
}

/** The place is one of the others or lies in one of them. */
export function liesIn(place: LocatedPlace, others: readonly LocatedPlace[]): boolean {
  return others.some((other) => place.lineage.includes(ownLineageId(other)));
}

/** What a place is called in a lineage: a replaced code stands there as its successor. */
function ownLineageId(place: LocatedPlace): string {
  return place.lineage[Object.values(PlaceLevel).indexOf(place.level)] ?? place.id;
}

/**
 * The shares of the places with one common denominator, or null for a set or when something is wrong, which is then
 * among the broken rules.
 */
export function checkedShares(
  broken: BrokenRule[],
  path: readonly string[],
  inputs: readonly PlaceShare[],
  places: readonly LocatedPlace[],
  reportedForSet: boolean,
): readonly Share[] | null {
  const before = broken.length;
  if (inputs.length < 1 || inputs.length > MOST_PLACES) {
    broken.push({
      code: 'PLACE_COUNT',
      path,
      messages: {
        zh: `须有 1 至 ${MOST_PLACES} 个行政区，收到 ${inputs.length} 个。`,
        en: `Between 1 and ${MOST_PLACES} places are needed, got ${inputs.length}.`,
      },
    });
    return null;
  }
  if (new Set(places.map(ownLineageId)).size < places.length) {
    broken.push({ code: 'PLACE_TWICE', path, messages: { zh: '同一行政区出现了两次。', en: 'The same place is named twice.' } });
  }
  if (smallestCommonPlace(places) === null) {
    broken.push({ code: 'PLACES_TOO_FAR', path, messages: { zh: '各行政区须在同一个省内。', en: 'The places must lie in one province.' } });
  }
  const shares = reportedForSet ? sharesOfSet(broken, path, inputs) : sharesOfEach(broken, path, inputs);
  return broken.length > before ? null : shares;
}

function sharesOfSet(broken: BrokenRule[], path: readonly string[], inputs: readonly PlaceShare[]): null {
  if (inputs.some(({ share }) => share != null)) {
    broken.push({
      code: 'SHARES_WITH_SET',
      path,
      messages: { zh: '按整体报告（reportedForSet）的不填份额。', en: 'What is reported for the set has no shares.' },
    });
  }
  return null;
}

function sharesOfEach(broken: BrokenRule[], path: readonly string[], inputs: readonly PlaceShare[]): readonly Share[] | null {
  const [only] = inputs;
  if (only && inputs.length === 1 && only.share == null) return [{ parts: 1n, whole: 1n }];
  const shares = inputs.map(({ share }, index) => {
    const at = [...path, String(index), 'share'];
    if (share != null) return parsed(broken, at, () => parseShare(share));
    broken.push({
      code: 'SHARE_MISSING',
      path: at,
      messages: {
        zh: '多个行政区须各填份额，或标明按整体报告（reportedForSet）。',
        en: 'Of several places each needs a share, or the figure is marked reportedForSet.',
      },
    });
    return undefined;
  });
  const known = shares.filter((share) => share !== undefined);
  if (known.length < shares.length) return null;
  return parsed(broken, path, () => commonShares(known)) ?? null;
}
