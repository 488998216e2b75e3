import type { Reference } from '../reference-rows.js';
import type { Book } from './book.js';
import { day } from './day.js';
import type { Pairing, Project, Where } from './gift.js';
import { numberedNames } from './names.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { pickSector } from './sectors.js';
import { splitCount } from './split.js';
import type { County } from './villages.js';
import { setInCounty, sharedInCounty, somewhereIn } from './whereabouts.js';

export const EAST_WEST = 'EAST_WEST';

/** An eastern province with the counties it is paired with, its projects there, and what its firms and donors are called. */
export interface Side {
  readonly key: 'shanghai' | 'guangdong';
  readonly nameZh: string;
  readonly nameEn: string;
  readonly poolZh: string;
  readonly partnerId: number;
  readonly homeId: number;
  readonly counties: readonly PairedCounty[];
}

export interface PairedCounty {
  readonly county: County;
  readonly pairing: Pairing;
  readonly projects: readonly CountyProject[];
}

export interface CountyProject {
  readonly project: Project;
  readonly startYear: number;
}

/** 昭通 and 怒江 were Guangdong's, the other thirteen prefectures Shanghai's. */
const GUANGDONG_PREFECTURES = ['5306', '5333'];

const STARTED_ON = day(2016, 1, 1);
const ENDED_ON = day(2020, 12, 31);

/** The pairings and projects of both provinces. */
export function writeSides(book: Book, reference: Reference, counties: readonly County[], random: Random): Side[] {
  const counts = splitCount(
    PUBLISHED.eastWest.projects,
    counties.map((county) => county.villages.length),
  );
  const projectsOf = new Map(counties.map((county, index) => [county, counts[index] ?? 0]));
  const nextName = numberedNames('东西部协作示例项目', 'Example East–West project', 4);

  const side = (key: Side['key'], names: Pick<Side, 'nameZh' | 'nameEn' | 'poolZh'>, isOurs: (county: County) => boolean): Side => {
    const { id: partnerId, homeId } = realPartner(reference, key);
    const paired = counties.filter(isOurs).map((county) => {
      const pairing = book.pairing({
        programme: EAST_WEST,
        partnerId,
        placeId: county.id,
        startedOn: STARTED_ON,
        endedOn: ENDED_ON,
      });
      const projects = Array.from({ length: projectsOf.get(county) ?? 0 }, () =>
        writeProject({ book, county, pairing, leadPartnerId: partnerId, name: nextName(), random }),
      );
      return { county, pairing, projects };
    });
    return { key, ...names, partnerId, homeId, counties: paired };
  };

  const isGuangdongs = ({ code }: County) => GUANGDONG_PREFECTURES.includes(code.slice(0, 4));
  return [
    side('shanghai', { nameZh: '上海', nameEn: 'Shanghai', poolZh: '沪滇' }, (county) => !isGuangdongs(county)),
    side('guangdong', { nameZh: '广东', nameEn: 'Guangdong', poolZh: '粤滇' }, isGuangdongs),
  ];
}

interface ProjectPlan {
  book: Book;
  county: County;
  pairing: Pairing;
  leadPartnerId: number;
  name: { zh: string; en: string };
  random: Random;
}

function writeProject({ book, county, pairing, leadPartnerId, name, random }: ProjectPlan): CountyProject {
  const startYear = random.pickWeighted([
    [2016, 10],
    [2017, 16],
    [2018, 24],
    [2019, 27],
    [2020, 23],
  ] as const);
  const startedOn = day(startYear, 3, 1) + random.below(150);
  const project = book.project({
    programme: EAST_WEST,
    name,
    leadPartnerId,
    sectorCode: pickSector(random),
    where: whereabouts(county, random),
    pairings: [pairing],
    startedOn,
    endedOn: startedOn + random.between(90, 420),
    delayDays: random.below(60),
  });
  return { project, startYear };
}

/** One in sixty is shared between villages, one in a hundred reported for several together. */
function whereabouts(county: County, random: Random): Where {
  if (random.below(60) === 0) return sharedInCounty(county, random);
  if (random.below(100) === 0) return setInCounty(county, random);
  return somewhereIn(county, random);
}

function realPartner(reference: Reference, key: string): { id: number; homeId: number } {
  const partner = reference.partners.find(({ id }) => id === reference.partnerIds.get(key));
  if (partner === undefined || partner.homeId === null) throw new Error(`Expected a partner with a home in the reference, got none for "${key}"`);
  return { id: partner.id, homeId: partner.homeId };
}
