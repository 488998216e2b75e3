import type { Reference } from '../reference-rows.js';
import type { Book } from './book.js';
import { day } from './day.js';
import type { Pairing, Project } from './gift.js';
import { numberedNames } from './names.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { pickSector } from './sectors.js';
import { splitCount } from './split.js';
import type { County, Village } from './villages.js';
import { onePlace } from './whereabouts.js';

export const TEN_THOUSAND = 'TEN_THOUSAND_ENTERPRISES';

/** An enterprise or chamber; a member has its chamber. */
export interface Giver {
  readonly partnerId: number;
  readonly chamberId: number | null;
}

export interface VillageProject {
  readonly project: Project;
  readonly giver: Giver;
  readonly pairing: Pairing;
}

/** The givers, their villages, and what they do there. */
export function writeVillageProjects(book: Book, reference: Reference, counties: readonly County[], random: Random): VillageProject[] {
  const givers = writeGivers(book, reference, random);
  const pairs = writePairs(book, givers, counties, random);
  return writeProjects(book, pairs, random);
}

const CHAMBERS = 188;
const ENTERPRISES = PUBLISHED.tenThousand.partners - CHAMBERS;

function writeGivers(book: Book, reference: Reference, random: Random): Giver[] {
  const homes = yunnanCounties(reference);
  const chamberName = numberedNames('示例商会', 'Example chamber of commerce', 3);
  const chambers = Array.from({ length: CHAMBERS }, (_, index) => {
    const homeId = homes[index % homes.length] ?? null;
    return {
      homeId,
      giver: { partnerId: book.partner({ kind: 'CHAMBER_OF_COMMERCE', name: chamberName(), homeId }), chamberId: null },
    };
  });

  const enterpriseName = numberedNames('示例企业', 'Example enterprise', 4);
  const enterprises = Array.from({ length: ENTERPRISES }, (_, index) => {
    // Every third is a member, at home where its chamber is.
    const chamber = index % 3 === 0 ? random.pick(chambers) : null;
    const homeId = chamber?.homeId ?? random.pick(homes);
    const chamberId = chamber?.giver.partnerId ?? null;
    return { partnerId: book.partner({ kind: 'ENTERPRISE', name: enterpriseName(), homeId, parentId: chamberId }), chamberId };
  });
  return [...chambers.map(({ giver }) => giver), ...enterprises];
}

/** Those of today, and not the codes they replaced. */
function yunnanCounties(reference: Reference): number[] {
  return reference.places
    .filter(({ level, code, replacedById }) => level === 'COUNTY' && code?.startsWith('53') && replacedById === null)
    .map(({ id }) => id);
}

interface Pair {
  readonly giver: Giver;
  readonly village: Village;
  readonly pairing: Pairing;
}

/** Every giver has a village, and some enterprises a second. */
function writePairs(book: Book, givers: readonly Giver[], counties: readonly County[], random: Random): Pair[] {
  const villages = random.shuffled(counties.flatMap((county) => county.villages)).slice(0, PUBLISHED.tenThousand.villages);
  const seconds = random.shuffled(givers).slice(0, villages.length - givers.length);
  return [...givers, ...seconds].map((giver, index) => {
    const village = villages[index];
    if (village === undefined) throw new Error(`Expected a village for each pairing, got ${villages.length} villages`);
    const startedOn = day(2016, 1, 1) + random.below(900);
    const pairing = book.pairing({
      programme: TEN_THOUSAND,
      partnerId: giver.partnerId,
      placeId: village.id,
      startedOn,
      endedOn: day(2020, 12, 31),
    });
    return { giver, village, pairing };
  });
}

function writeProjects(book: Book, pairs: readonly Pair[], random: Random): VillageProject[] {
  const counts = splitCount(PUBLISHED.tenThousand.projects, random.weights(pairs.length));
  const nextName = numberedNames('万企帮万村示例项目', 'Example Ten Thousand Enterprises project', 5);
  return pairs.flatMap(({ giver, village, pairing }, index) =>
    Array.from({ length: counts[index] ?? 0 }, () => {
      const startedOn = pairing.startedOn + 30 + random.below(600);
      const project = book.project({
        programme: TEN_THOUSAND,
        name: nextName(),
        leadPartnerId: giver.partnerId,
        sectorCode: pickSector(random),
        where: onePlace(village.id),
        pairings: [pairing],
        startedOn,
        endedOn: startedOn + random.between(60, 500),
        delayDays: random.below(45),
      });
      return { project, giver, pairing };
    }),
  );
}
