import type { Reference } from '../reference-rows.js';
import type { Book } from './book.js';
import { exampleTownshipCode, exampleVillageCode } from './example-codes.js';
import { type Name, numberedNames } from './names.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { splitCount } from './split.js';

/** One of the 88 poor counties, with the example villages in it. */
export interface County {
  readonly id: number;
  readonly code: string;
  readonly prefectureId: number;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly townships: readonly Township[];
  readonly villages: readonly Village[];
}

export interface Township {
  readonly id: number;
  readonly code: string;
  readonly villages: readonly Village[];
}

export interface Village {
  readonly id: number;
  readonly townshipId: number;
  readonly countyId: number;
}

const VILLAGES_PER_TOWNSHIP = 10;

/** Fills the 88 counties with example townships, and these with example villages. */
export function writeVillages(book: Book, reference: Reference, random: Random): County[] {
  const places = poorCounties(reference);
  const counts = splitCount(
    PUBLISHED.departmentHookup.villages,
    places.map(() => random.between(4, 20)),
  );

  const townshipName = numberedNames('示例乡', 'Example township', 3);
  const townships = places.map((place, index) => writeTownships(book, place, counts[index] ?? 0, townshipName));

  const villageName = numberedNames('示例村', 'Example village', 4);
  return places.map((place, index) => {
    const filled = (townships[index] ?? []).map((township) => writeTownshipVillages(book, place.id, township, villageName));
    return { ...place, townships: filled, villages: filled.flatMap((township) => township.villages) };
  });
}

type CountyPlace = Omit<County, 'townships' | 'villages'>;

interface EmptyTownship {
  id: number;
  code: string;
  villageCount: number;
}

function poorCounties(reference: Reference): CountyPlace[] {
  const places = new Map(reference.places.map((place) => [place.id, place]));
  return reference.poorCounties.map(({ placeId }) => {
    const place = places.get(placeId);
    if (!place?.code || place.parentId === null) throw new Error(`Expected a county with a code and a parent, got place ${placeId}`);
    return {
      id: place.id,
      code: place.code,
      prefectureId: place.parentId,
      nameZh: place.nameZh,
      nameEn: place.nameEn ?? place.nameZh,
    };
  });
}

function writeTownships(book: Book, county: CountyPlace, villages: number, nextName: () => Name): EmptyTownship[] {
  const count = Math.max(1, Math.round(villages / VILLAGES_PER_TOWNSHIP));
  return splitCount(
    villages,
    Array.from({ length: count }, () => 1),
  ).map((villageCount, index) => {
    const code = exampleTownshipCode(county.code, index);
    return { code, villageCount, id: book.place({ level: 'TOWNSHIP', code, parentId: county.id, name: nextName() }) };
  });
}

function writeTownshipVillages(book: Book, countyId: number, { id: townshipId, code, villageCount }: EmptyTownship, nextName: () => Name): Township {
  const villages = Array.from({ length: villageCount }, (_, index) => {
    const id = book.place({ level: 'VILLAGE', code: exampleVillageCode(code, index), parentId: townshipId, name: nextName() });
    return { id, townshipId, countyId };
  });
  return { id: townshipId, code, villages };
}
