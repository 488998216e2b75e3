import type { Weighted, Where } from './gift.js';
import type { Random } from './random.js';
import type { County, Village } from './villages.js';

export function onePlace(placeId: number): Where {
  return { mode: 'SHARED', placeId, places: [{ key: placeId, weight: 1 }] };
}

/** Most projects of a county are in one village, some in a township, few in the county as a whole. */
export function somewhereIn(county: County, random: Random): Where {
  const level = random.pickWeighted([
    ['VILLAGE', 70],
    ['TOWNSHIP', 20],
    ['COUNTY', 10],
  ] as const);
  if (level === 'COUNTY') return onePlace(county.id);
  return onePlace(random.pick<{ id: number }>(level === 'VILLAGE' ? county.villages : county.townships).id);
}

/** Shares of two to four villages. */
export function sharedInCounty(county: County, random: Random): Where {
  const villages = someVillages(county, random);
  return {
    mode: 'SHARED',
    placeId: commonPlace(villages),
    places: villages.map(({ id }) => ({ key: id, weight: random.between(1, 4) })),
  };
}

/** Reported for two to four villages together, without shares. */
export function setInCounty(county: County, random: Random): Where {
  const villages = someVillages(county, random);
  return { mode: 'SET', placeId: commonPlace(villages), places: unweighted(villages) };
}

/** Reported for two counties together, without shares. */
export function setOfCounties(counties: readonly [County, County], provinceId: number): Where {
  const [first, second] = counties;
  const placeId = first.prefectureId === second.prefectureId ? first.prefectureId : provinceId;
  return { mode: 'SET', placeId, places: unweighted(counties) };
}

/** Two to four, of one township as often as not. */
function someVillages(county: County, random: Random): Village[] {
  const among = random.percent(50) ? random.pick(county.townships).villages : county.villages;
  return random.shuffled(among).slice(0, random.between(2, 4));
}

function commonPlace(villages: readonly Village[]): number {
  const [first, ...others] = villages;
  if (first === undefined) throw new RangeError('Expected villages, got none');
  return others.every((village) => village.townshipId === first.townshipId) ? first.townshipId : first.countyId;
}

function unweighted(places: readonly { id: number }[]): Weighted<number>[] {
  return places.map(({ id }) => ({ key: id, weight: 1 }));
}
