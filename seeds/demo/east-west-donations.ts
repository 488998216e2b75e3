import type { Book } from './book.js';
import { type Day, day } from './day.js';
import { EAST_WEST, type Side } from './east-west-sides.js';
import type { Project } from './gift.js';
import { numberedNames } from './names.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { splitInUnits, WAN_YUAN, YUAN } from './split.js';

const DONATION = { flowClass: 'DONATION' } as const;

const DONORS = { shanghai: 30, guangdong: 20 } as const;
const GIFTS = { shanghai: 520, guangdong: 340 } as const;

/** Social organisations of each province give to its projects, and one gift in four to a donation fund that passes it on. */
export function writeDonations(book: Book, sides: readonly Side[], yunnanId: number, random: Random): void {
  for (const side of sides) writeDonationsOf(book, side, yunnanId, random);
}

function writeDonationsOf(book: Book, side: Side, yunnanId: number, random: Random): void {
  const donors = writeDonors(book, side);
  const projects = side.counties.flatMap(({ projects }) => projects.map(({ project }) => project));
  const amounts = splitInUnits(PUBLISHED.eastWest.donationFen[side.key], WAN_YUAN, random.weights(GIFTS[side.key]));
  const gifts = amounts.map((amountFen, index) => ({
    partnerId: donors[index % donors.length] ?? 0,
    amountFen,
    on: day(2016, 3, 1) + random.below(1650),
    project: random.pick(projects),
  }));

  for (const gift of gifts.filter((_, index) => index % 4 !== 0)) {
    book.give(EAST_WEST, { ...DONATION, partnerId: gift.partnerId, to: gift.project, amountFen: gift.amountFen, on: gift.on });
  }
  giveToFund(
    book,
    side,
    gifts.filter((_, index) => index % 4 === 0),
    yunnanId,
  );
}

interface DonationGift {
  partnerId: number;
  amountFen: bigint;
  on: Day;
  project: Project;
}

function giveToFund(book: Book, side: Side, gifts: readonly DonationGift[], yunnanId: number): void {
  const name = { zh: `${side.poolZh}社会捐赠资金（示例）`, en: `${side.nameEn}–Yunnan donation fund (example)` };
  const fund = book.fund({ programme: EAST_WEST, name, placeId: yunnanId, openedOn: day(2016, 2, 1) });

  const givens = gifts.map(({ partnerId, amountFen, on }) => book.give(EAST_WEST, { ...DONATION, partnerId, to: fund, amountFen, on }));
  gifts.forEach(({ partnerId, amountFen, on, project }, index) => {
    const given = givens[index];
    // A part of some gifts waits in the fund for its project.
    const passedOn = index % 3 === 0 ? ((amountFen * 9n) / 10n / YUAN) * YUAN : amountFen;
    if (given !== undefined) {
      book.give(EAST_WEST, { ...DONATION, partnerId, to: project, from: { given, fund }, amountFen: passedOn, on: on + 40 });
    }
  });
}

function writeDonors(book: Book, side: Side): number[] {
  const nextName = numberedNames(`${side.nameZh}示例社会组织`, `Example social organisation of ${side.nameEn}`, 2);
  return Array.from({ length: DONORS[side.key] }, () => book.partner({ kind: 'SOCIAL_ORGANISATION', name: nextName(), homeId: side.homeId }));
}
