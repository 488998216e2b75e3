import type { Book } from './book.js';
import { day } from './day.js';
import type { Pairing, Project, Where } from './gift.js';
import { type Name, numberedNames } from './names.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { pickSector } from './sectors.js';
import { splitInUnits, WAN_YUAN } from './split.js';
import type { County } from './villages.js';
import { setOfCounties, sharedInCounty, somewhereIn } from './whereabouts.js';

const FIXED_POINT = 'FIXED_POINT';
const UNSPECIFIED = { flowClass: 'UNSPECIFIED' } as const;

const YEARS = [2015, 2016, 2017, 2018, 2019];
const STARTED_ON = day(2015, 1, 1);
const ENDED_ON = day(2020, 12, 31);
const SOCIAL_ORGANISATIONS = 60;
const SOCIAL_GIFTS = 1_400;

/**
 * Fixed-point Assistance, 2015–2019: 53 central units, 73 counties with one unit each, and the social organisations that
 * the units brought.
 */
export function writeFixedPoint(book: Book, counties: readonly County[], yunnanId: number, random: Random): void {
  const units = writeUnits(book, counties, random);
  const projects = writeProjects(book, units, yunnanId, random);

  writeOwnMoney(book, projects, random);
  writeSocialMoney(book, projects, random);
}

interface Unit {
  readonly partnerId: number;
  readonly counties: readonly { county: County; pairing: Pairing }[];
}

interface UnitProject {
  readonly project: Project;
  /** Null where the project lies in both counties of the unit and hence under two pairings. */
  readonly pairing: Pairing | null;
}

function writeUnits(book: Book, counties: readonly County[], random: Random): Unit[] {
  const nextName = numberedNames('示例中央单位', 'Example central unit', 2);
  return allot(random.shuffled(counties).slice(0, PUBLISHED.fixedPoint.counties)).map((ofUnit) => {
    const partnerId = book.partner({ kind: 'CENTRAL_UNIT', name: nextName() });
    const paired = ofUnit.map((county) => ({
      county,
      pairing: book.pairing({ programme: FIXED_POINT, partnerId, placeId: county.id, startedOn: STARTED_ON, endedOn: ENDED_ON }),
    }));
    return { partnerId, counties: paired };
  });
}

/**
 * One county for each unit, and the remaining ones to units that are in the same prefecture, or failing that to any that
 * has one only.
 */
function allot(counties: readonly County[]): County[][] {
  const units = counties.slice(0, PUBLISHED.fixedPoint.units).map((county) => [county]);
  for (const county of counties.slice(PUBLISHED.fixedPoint.units)) {
    const free = units.filter((ofUnit) => ofUnit.length === 1);
    const unit = free.find(([first]) => first?.prefectureId === county.prefectureId) ?? free[0];
    unit?.push(county);
  }
  return units;
}

/**
 * Two projects for each county. Some of the second are shared between villages, and of some units with two counties it is
 * for both together.
 */
function writeProjects(book: Book, units: readonly Unit[], yunnanId: number, random: Random): UnitProject[] {
  const nextName = numberedNames('定点帮扶示例项目', 'Example fixed-point project', 3);
  return units.flatMap((unit, number) =>
    unit.counties.flatMap(({ county, pairing }, index) => {
      const inCounty = (where: Where) => ({
        project: writeProject(book, { name: nextName(), unit, pairings: [pairing], where }, random),
        pairing,
      });
      const firstProject = inCounty(somewhereIn(county, random));
      const [first, second] = unit.counties;
      if (index === 1 && first !== undefined && second !== undefined && number % 5 === 0) {
        const where = setOfCounties([first.county, second.county], yunnanId);
        const pairings = [first.pairing, second.pairing];
        return [firstProject, { project: writeProject(book, { name: nextName(), unit, pairings, where }, random), pairing: null }];
      }
      return [firstProject, inCounty(number % 8 === 3 ? sharedInCounty(county, random) : somewhereIn(county, random))];
    }),
  );
}

interface ProjectPlan {
  name: Name;
  unit: Unit;
  pairings: readonly Pairing[];
  where: Where;
}

function writeProject(book: Book, { name, unit, pairings, where }: ProjectPlan, random: Random): Project {
  const startedOn = day(2015, 2, 1) + random.below(60);
  return book.project({
    programme: FIXED_POINT,
    name,
    leadPartnerId: unit.partnerId,
    sectorCode: pickSector(random),
    where,
    pairings,
    startedOn,
    endedOn: day(2019, 10, 1) + random.below(90),
    delayDays: random.below(60),
  });
}

function writeOwnMoney(book: Book, projects: readonly UnitProject[], random: Random): void {
  const dues = projects.flatMap((unitProject) => YEARS.map((year) => ({ ...unitProject, year })));
  const amounts = splitInUnits(PUBLISHED.fixedPoint.ownFen, WAN_YUAN, random.weights(dues.length));
  dues.forEach(({ project, pairing, year }, index) => {
    book.give(FIXED_POINT, {
      ...UNSPECIFIED,
      partnerId: project.leadPartnerId,
      to: project,
      ...(pairing !== null && { pairingId: pairing.id }),
      amountFen: amounts[index] ?? 0n,
      on: day(year, 4, 15) + random.below(250),
      corrected: index % 120 === 50,
    });
  });
}

function writeSocialMoney(book: Book, projects: readonly UnitProject[], random: Random): void {
  const nextName = numberedNames('示例社会组织', 'Example social organisation', 2);
  const organisations = Array.from({ length: SOCIAL_ORGANISATIONS }, () => book.partner({ kind: 'SOCIAL_ORGANISATION', name: nextName() }));
  const amounts = splitInUnits(PUBLISHED.fixedPoint.socialFen, WAN_YUAN, random.weights(SOCIAL_GIFTS));

  amounts.forEach((amountFen, index) => {
    const partnerId = organisations[index % organisations.length] ?? 0;
    const { project } = random.pick(projects);
    book.give(FIXED_POINT, {
      ...UNSPECIFIED,
      partnerId,
      to: project,
      amountFen,
      on: day(random.pick(YEARS), 4, 15) + random.below(250),
    });
  });
}
