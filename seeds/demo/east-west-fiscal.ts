import type { Book } from './book.js';
import { type Day, day } from './day.js';
import { EAST_WEST, type PairedCounty, type Side } from './east-west-sides.js';
import type { Fund, Given, Pairing, Project } from './gift.js';
import { grouped } from './grouped.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { splitCount, splitInUnits, WAN_YUAN } from './split.js';

const FISCAL = { flowClass: 'FISCAL' } as const;
const YEARS = [2016, 2017, 2018, 2019, 2020] as const;

/** The source gives one figure for both provinces and all years. */
const EXAMPLE_SPLIT = '示例：来源未按省份和年度拆分，此处拆分为示例';
const PROVINCE_WEIGHTS = { shanghai: 76, guangdong: 24 } as const;
const YEAR_WEIGHTS = [8, 13, 22, 27, 30];

/** Each year each province pays into a pool, and the pool pays the projects, some of them by way of a county's fund. */
export function writeFiscalMoney(book: Book, sides: readonly Side[], yunnanId: number, random: Random): void {
  const pools = writePools(book, sides, yunnanId, random);
  const countyFunds = new Map(sides.flatMap((side) => openCountyFunds(book, side)));

  for (const pool of pools) passOn(book, pool, countyFunds, random);
  writePeople(book, sides, random);
}

interface Pool {
  readonly side: Side;
  readonly year: number;
  readonly fund: Fund;
  readonly amountFen: bigint;
  readonly given: Given;
}

function writePools(book: Book, sides: readonly Side[], yunnanId: number, random: Random): Pool[] {
  const years = sides.flatMap((side) =>
    YEARS.map((year, index) => ({ side, year, weight: PROVINCE_WEIGHTS[side.key] * (YEAR_WEIGHTS[index] ?? 0) })),
  );
  const amounts = splitInUnits(
    PUBLISHED.eastWest.fiscalFen,
    WAN_YUAN,
    years.map(({ weight }) => weight),
  );

  return years.map(({ side, year }, index) => {
    const amountFen = amounts[index] ?? 0n;
    const name = {
      zh: `${side.poolZh}协作资金池 ${year}（示例）`,
      en: `${side.nameEn}–Yunnan cooperation pool ${year} (example)`,
    };
    const fund = book.fund({ programme: EAST_WEST, name, placeId: yunnanId, openedOn: day(year, 1, 15) });
    const given = book.give(EAST_WEST, {
      ...FISCAL,
      partnerId: side.partnerId,
      to: fund,
      amountFen,
      on: day(year, 2, 20) + random.below(30),
      note: EXAMPLE_SPLIT,
      // One pool's first entry was wrong, so that money that moved on hangs on a row that was corrected.
      corrected: side.key === 'guangdong' && year === 2018,
    });
    return { side, year, fund, amountFen, given };
  });
}

/** Money that goes by way of a county comes to its fund first, and for some through the prefecture's. */
interface CountyRoute {
  readonly countyFund: Fund;
  readonly prefectureFund: Fund | null;
}

const EVERY_WHICH_COUNTY = 5;
const FIRST_YEAR_OF_COUNTY_FUNDS = 2018;

function openCountyFunds(book: Book, side: Side): [PairedCounty, CountyRoute][] {
  const openedOn = day(FIRST_YEAR_OF_COUNTY_FUNDS, 1, 20);
  return side.counties
    .filter((_, index) => index % EVERY_WHICH_COUNTY === 2)
    .map((paired, index) => {
      const { nameZh, nameEn, id, prefectureId } = paired.county;
      const name = (level: string, levelEn: string) => ({
        zh: `${nameZh}${side.poolZh}协作${level}资金（示例）`,
        en: `${side.nameEn}–Yunnan cooperation fund for ${nameEn}, ${levelEn} (example)`,
      });
      const prefectureFund =
        index % 4 === 1 ? book.fund({ programme: EAST_WEST, name: name('州市级', 'prefecture'), placeId: prefectureId, openedOn }) : null;
      const countyFund = book.fund({ programme: EAST_WEST, name: name('县级', 'county'), placeId: id, openedOn });
      return [paired, { countyFund, prefectureFund }];
    });
}

/** What one pool pays to one project. */
interface Payment {
  readonly paired: PairedCounty;
  readonly project: Project;
  readonly amountFen: bigint;
  readonly route: CountyRoute | null;
}

const PAYMENTS_BY_COUNTY_FUND_A_YEAR = 4;

function passOn(book: Book, pool: Pool, countyFunds: ReadonlyMap<PairedCounty, CountyRoute>, random: Random): void {
  const payments = planPayments(pool, countyFunds, random);

  // What is paid into a fund is written before what leaves it, so that no balance is ever below zero.
  const byCounty = grouped(
    payments.filter(({ route }) => route !== null),
    ({ paired }) => paired,
  );
  const sources = new Map([...byCounty].map(([paired, ofCounty]) => [paired, payCountyFund(book, pool, ofCounty, random)]));

  for (const { paired, project, amountFen, route } of payments) {
    const countyFund = route === null ? undefined : sources.get(paired);
    book.give(EAST_WEST, {
      ...FISCAL,
      ...onward(pool, paired.pairing),
      to: project,
      from: countyFund ?? { given: pool.given, fund: pool.fund },
      amountFen,
      on: laterInYear(pool.year, random),
      corrected: random.below(400) === 0,
      ...twoSectors(project, random),
    });
  }
}

function planPayments(pool: Pool, countyFunds: ReadonlyMap<PairedCounty, CountyRoute>, random: Random): Payment[] {
  const due = pool.side.counties.flatMap((paired) => {
    const projects = paired.projects.filter(({ startYear }) => isDue(startYear, pool.year, random)).map(({ project }) => project);
    const route = pool.year < FIRST_YEAR_OF_COUNTY_FUNDS ? null : (countyFunds.get(paired) ?? null);
    return projects.map((project, index) => ({ paired, project, route: index < PAYMENTS_BY_COUNTY_FUND_A_YEAR ? route : null }));
  });
  const amounts = splitInUnits(spentOf(pool, random), WAN_YUAN, random.weights(due.length));
  return due.map((payment, index) => ({ ...payment, amountFen: amounts[index] ?? 0n }));
}

/** Every project is paid in its first year, and every second one again in the next. */
function isDue(startYear: number, year: number, random: Random): boolean {
  return startYear === year || (startYear + 1 === year && random.percent(50));
}

/** A few percent stay in the pool. */
function spentOf({ amountFen }: Pool, random: Random): bigint {
  const wanYuan = amountFen / WAN_YUAN;
  return ((wanYuan * BigInt(random.between(940, 985))) / 1000n) * WAN_YUAN;
}

const COUNTY_RESERVE = 5n * WAN_YUAN;

function payCountyFund(book: Book, pool: Pool, payments: readonly Payment[], random: Random): { given: Given; fund: Fund } {
  const [first] = payments;
  if (first === undefined || first.route === null) throw new Error('Expected payments by way of a county fund, got none');
  const { countyFund, prefectureFund } = first.route;
  const amountFen = payments.reduce((sum, payment) => sum + payment.amountFen, 0n) + COUNTY_RESERVE;
  const pay = (to: Fund, from: { given: Given; fund: Fund }, on: Day) =>
    book.give(EAST_WEST, { ...FISCAL, ...onward(pool, first.paired.pairing), to, from, amountFen, on });

  const start = { given: pool.given, fund: pool.fund };
  const on = day(pool.year, 4, 1) + random.below(20);
  if (prefectureFund === null) return { given: pay(countyFund, start, on), fund: countyFund };
  const atPrefecture = { given: pay(prefectureFund, start, on), fund: prefectureFund };
  return { given: pay(countyFund, atPrefecture, on + 15), fund: countyFund };
}

function onward(pool: Pool, pairing: Pairing): { partnerId: number; pairingId: number } {
  return { partnerId: pool.side.partnerId, pairingId: pairing.id };
}

function laterInYear(year: number, random: Random): Day {
  return day(year, 5, 15) + random.below(220);
}

/** One payment in a hundred is for the project's sector and for housing too. */
function twoSectors(project: Project, random: Random) {
  if (random.below(100) > 0) return {};
  const other = project.sectorCode === '16030' ? '14031' : '16030';
  return {
    sectors: [
      { key: project.sectorCode, weight: random.between(2, 4) },
      { key: other, weight: 1 },
    ],
  };
}

function writePeople(book: Book, sides: readonly Side[], random: Random): void {
  const projects = sides.flatMap((side) => side.counties.flatMap(({ projects }) => projects.map((project) => ({ side, ...project }))));
  const people = splitCount(PUBLISHED.eastWest.fiscalPeople, random.weights(projects.length));
  projects.forEach(({ side, project, startYear }, index) => {
    book.people({
      channel: 'EAST_WEST_FISCAL',
      programme: EAST_WEST,
      flowClass: 'FISCAL',
      partnerId: side.partnerId,
      projectId: project.id,
      placeId: project.where.placeId,
      year: startYear,
      people: people[index] ?? 0,
    });
  });
}
