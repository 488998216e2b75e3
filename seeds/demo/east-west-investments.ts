import type { Book } from './book.js';
import { day, yearOf } from './day.js';
import { EAST_WEST, type Side } from './east-west-sides.js';
import type { Project } from './gift.js';
import { numberedNames } from './names.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { isIndustry } from './sectors.js';
import { splitCount, splitInUnits, WAN_YUAN } from './split.js';

const CHANNEL = { shanghai: 'EAST_WEST_ENTERPRISE_SHANGHAI', guangdong: 'EAST_WEST_ENTERPRISE_GUANGDONG' } as const;

/**
 * Firms of each province invest in industry projects of its counties. Investment is no aid, and its class keeps it apart
 * from aid.
 */
export function writeInvestments(book: Book, sides: readonly Side[], random: Random): void {
  for (const side of sides) writeInvestmentsOf(book, side, random);
}

function writeInvestmentsOf(book: Book, side: Side, random: Random): void {
  const stakes = planStakes(book, side, random);
  const amounts = splitInUnits(PUBLISHED.eastWest.investmentFen[side.key], WAN_YUAN, random.weights(stakes.length));
  const people = splitCount(PUBLISHED.eastWest.investmentPeople[side.key], random.weights(stakes.length));

  stakes.forEach(({ partnerId, project }, index) => {
    const on = Math.min(project.startedOn + random.below(400), day(2020, 12, 20));
    book.give(EAST_WEST, {
      partnerId,
      to: project,
      flowClass: 'INVESTMENT',
      amountFen: amounts[index] ?? 0n,
      on,
      corrected: index % 150 === 60,
    });
    book.people({
      channel: CHANNEL[side.key],
      programme: EAST_WEST,
      flowClass: 'INVESTMENT',
      partnerId,
      projectId: project.id,
      placeId: project.where.placeId,
      year: yearOf(on),
      people: people[index] ?? 0,
    });
  });
}

/** A firm in a project; a firm has up to six, each once. */
function planStakes(book: Book, side: Side, random: Random): { partnerId: number; project: Project }[] {
  const industry = side.counties.flatMap(({ projects }) => projects.map(({ project }) => project)).filter(({ sectorCode }) => isIndustry(sectorCode));
  const nextName = numberedNames(`${side.nameZh}示例企业`, `Example enterprise of ${side.nameEn}`, 3);

  return Array.from({ length: PUBLISHED.eastWest.enterprises[side.key] }, () => nextName()).flatMap((name) => {
    const partnerId = book.partner({ kind: 'ENTERPRISE', name, homeId: side.homeId });
    const projects = new Set(Array.from({ length: random.between(2, 6) }, () => random.pick(industry)));
    return [...projects].map((project) => ({ partnerId, project }));
  });
}
