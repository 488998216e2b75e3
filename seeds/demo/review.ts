import type { Book } from './book.js';
import { day } from './day.js';
import type { Gift } from './gift.js';
import { YUAN } from './split.js';
import { TEN_THOUSAND, type VillageProject } from './ten-thousand-projects.js';

/**
 * Examples of what waits for somebody: in other villages of the county that the demonstration's enterprise works in, so that its county has
 * them on its desk. None of them is accepted, and no published figure counts them.
 */
export function writeReview(book: Book, projects: readonly VillageProject[]): void {
  const county = (project: VillageProject) => book.placeCode(project.project.where.placeId).slice(0, 6);
  const enterprises = projects.filter(({ giver }) => book.partnerKind(giver.partnerId) === 'ENTERPRISE');
  const [first, ...others] = enterprises;
  if (first === undefined) throw new Error('Expected a project of an enterprise, got none');
  const neighbours = others.filter((other) => county(other) === county(first) && other.project.where.placeId !== first.project.where.placeId);

  REVIEWS.forEach((review, index) => {
    const target = neighbours[index];
    if (target === undefined) throw new Error(`Expected ${REVIEWS.length} projects in one county, got ${neighbours.length}`);
    const { project, giver, pairing } = target;
    book.give(TEN_THOUSAND, {
      flowClass: 'DONATION',
      partnerId: giver.partnerId,
      pairingId: pairing.id,
      to: project,
      amountFen: 50_000n * YUAN,
      on: IN_OPEN_PERIOD,
      note: '示例：审核中',
      review,
    });
  });
}

const IN_OPEN_PERIOD = day(2020, 6, 1);

const REVIEWS: readonly NonNullable<Gift['review']>[] = [
  { state: 'SUBMITTED' },
  { state: 'SUBMITTED' },
  { state: 'CONFIRMED', confirmedFen: 50_000n * YUAN },
  { state: 'DISPUTED', confirmedFen: 45_000n * YUAN, message: '示例：村里只收到 45,000 元，请核对。' },
  { state: 'RETURNED', reason: '示例：缺少收据' },
];
