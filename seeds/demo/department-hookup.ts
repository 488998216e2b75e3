import type { StaffRole } from '../tables.js';
import type { Book } from './book.js';
import { day } from './day.js';
import type { Line, Pairing, Project } from './gift.js';
import { grouped } from './grouped.js';
import { numberedNames } from './names.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { splitCount } from './split.js';
import type { County, Village } from './villages.js';
import { onePlace } from './whereabouts.js';

const HOOKUP = 'DEPARTMENT_HOOKUP';
/** Rural development: what a resident team is there for. */
const RURAL_DEVELOPMENT = '43040';
const PAIRINGS = 12_500;
const ENDED_ON = day(2020, 12, 31);

/**
 * Department Hook-up up to 2020: 25,509 departments send people to the 8,502 villages. They overlap: a first secretary is
 * a cadre of his department too.
 */
export function writeDepartmentHookup(book: Book, counties: readonly County[], yunnanId: number, random: Random): void {
  const departments = writeDepartments(book, counties, yunnanId, random);
  const pairings = writePairings(book, departments, random);
  const projects = writeProjects(book, counties, departments, pairings, random);

  writeStaff(book, { departments, pairings, projects }, random);
  writePeople(book, departments, projects, random);
}

interface Department {
  readonly partnerId: number;
  readonly village: Village;
}

/** The first departments cover all the villages, the others come on top. */
function writeDepartments(book: Book, counties: readonly County[], yunnanId: number, random: Random): Department[] {
  const villages = counties.flatMap((county) => county.villages.map((village) => ({ county, village })));
  const more = Array.from({ length: PUBLISHED.departmentHookup.departments - villages.length }, () => random.pick(villages));
  const nextName = numberedNames('示例单位', 'Example department', 5);
  const heads = new Map<number, number[]>();

  return [...random.shuffled(villages), ...more].map(({ county, village }) => {
    const homeId = random.pickWeighted([
      [county.id, 82],
      [county.prefectureId, 13],
      [yunnanId, 5],
    ]);
    const headsAtHome = heads.get(homeId) ?? [];
    // About half are subordinate to another at the same home.
    const parentId = headsAtHome.length > 0 && random.percent(52) ? random.pick(headsAtHome) : null;
    const partnerId = book.partner({ kind: 'DEPARTMENT', name: nextName(), homeId, parentId });
    if (parentId === null) heads.set(homeId, [...headsAtHome, partnerId]);
    return { partnerId, village };
  });
}

function writePairings(book: Book, departments: readonly Department[], random: Random): Map<Department, Pairing> {
  return new Map(
    departments.slice(0, PAIRINGS).map((department) => {
      const { partnerId, village } = department;
      const startedOn = day(2015, 8, 1) + random.below(700);
      return [department, book.pairing({ programme: HOOKUP, partnerId, placeId: village.id, startedOn, endedOn: ENDED_ON })];
    }),
  );
}

/** One for each county: what its departments do together. */
function writeProjects(
  book: Book,
  counties: readonly County[],
  departments: readonly Department[],
  pairings: ReadonlyMap<Department, Pairing>,
  random: Random,
): Map<number, Project> {
  const byCounty = grouped(departments, ({ village }) => village.countyId);
  return new Map(
    counties.map((county) => {
      const ofCounty = byCounty.get(county.id) ?? [];
      const [lead] = ofCounty;
      if (lead === undefined) throw new Error(`Expected departments in ${county.code}, got none`);
      const project = book.project({
        programme: HOOKUP,
        name: { zh: `${county.nameZh}驻村帮扶（示例）`, en: `Village residence in ${county.nameEn} (example)` },
        leadPartnerId: lead.partnerId,
        sectorCode: RURAL_DEVELOPMENT,
        where: onePlace(county.id),
        pairings: ofCounty.flatMap((department) => pairings.get(department) ?? []),
        startedOn: day(2015, 8, 1) + random.below(60),
        endedOn: day(2020, 12, 1),
        delayDays: 0,
      });
      return [county.id, project];
    }),
  );
}

interface Hookup {
  departments: readonly Department[];
  pairings: ReadonlyMap<Department, Pairing>;
  projects: ReadonlyMap<number, Project>;
}

const ROLES: readonly { role: StaffRole; item: string; percent: number }[] = [
  { role: 'HOOKUP_CADRE', item: '挂钩干部职工', percent: 94 },
  { role: 'FIRST_SECRETARY', item: '第一书记', percent: 60 },
  { role: 'RESIDENT_TEAM', item: '驻村队员', percent: 72 },
];

function writeStaff(book: Book, { departments, pairings, projects }: Hookup, random: Random): void {
  const lines = staffLines(departments, random);
  departments.forEach((department, index) => {
    const pairing = pairings.get(department);
    book.give(HOOKUP, {
      partnerId: department.partnerId,
      ...(pairing !== undefined && { pairingId: pairing.id }),
      to: projectAt(projects, department),
      placeId: department.village.id,
      flowClass: 'UNSPECIFIED',
      form: 'STAFF',
      amountFen: null,
      on: (pairing?.startedOn ?? day(2016, 3, 1)) + random.between(10, 900),
      lines: lines[index] ?? [],
    });
  });
}

/** For each department the lines of the roles it has; each role sums to its published figure over all departments. */
function staffLines(departments: readonly Department[], random: Random): Line[][] {
  const lines: Line[][] = departments.map(() => []);
  const roles = departments.map(() => ROLES.filter(({ percent }) => random.percent(percent)).map(({ role }) => role));
  for (const { role, item } of ROLES) {
    // A department with no role by lot has hook-up cadres, as it hooks up.
    const indices = [...roles.keys()].filter((index) => roles[index]?.includes(role) || (role === 'HOOKUP_CADRE' && roles[index]?.length === 0));
    const counts = splitCount(PUBLISHED.departmentHookup.staff[role], random.weights(indices.length));
    indices.forEach((index, position) => {
      lines[index]?.push({ item, quantity: String(counts[position]), unit: '人', staffRole: role });
    });
  }
  return lines;
}

function writePeople(book: Book, departments: readonly Department[], projects: ReadonlyMap<number, Project>, random: Random): void {
  const people = splitCount(PUBLISHED.departmentHookup.people, random.weights(departments.length));
  departments.forEach((department, index) => {
    book.people({
      channel: HOOKUP,
      programme: HOOKUP,
      flowClass: null,
      partnerId: department.partnerId,
      projectId: projectAt(projects, department).id,
      placeId: department.village.id,
      year: 2020,
      people: people[index] ?? 0,
    });
  });
}

function projectAt(projects: ReadonlyMap<number, Project>, { village }: Department): Project {
  const project = projects.get(village.countyId);
  if (project === undefined) throw new Error(`Expected a project in county ${village.countyId}, got none`);
  return project;
}
