import { quantityText, quantityValueFen } from '../../src/shared/quantity.js';
import type { Form } from '../tables.js';
import type { Book } from './book.js';
import { type Day, day } from './day.js';
import type { Gift, Line } from './gift.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { splitInUnits, YUAN } from './split.js';
import { TEN_THOUSAND, type VillageProject } from './ten-thousand-projects.js';

const UNSPECIFIED = { flowClass: 'UNSPECIFIED' } as const;
const LAST_DAY = day(2020, 12, 31);

/** Money paid: directly, by a member through its chamber, or into a chamber's fund that pays the project. */
export function writeMoney(book: Book, projects: readonly VillageProject[], random: Random): void {
  const payments = projects.flatMap((target) => Array.from({ length: random.between(1, 3) + (random.percent(33) ? 1 : 0) }, () => target));
  const fundPayments = projects.filter(({ giver }) => giver.chamberId !== null && giver.chamberId % CHAMBERS_PER_FUND === 0);
  const amounts = splitInUnits(PUBLISHED.tenThousand.fen, YUAN, random.weights(payments.length + fundPayments.length));

  payments.forEach((target, index) => {
    book.give(TEN_THOUSAND, {
      ...cash(target, amounts[index] ?? 0n, paidOn(target, random)),
      ...(random.percent(40) && throughChamber(target)),
      corrected: index % 800 === 400,
    });
  });
  payThroughFunds(book, fundPayments, amounts.slice(payments.length), random);
}

const CHAMBERS_PER_FUND = 12;

function payThroughFunds(book: Book, targets: readonly VillageProject[], amounts: readonly bigint[], random: Random): void {
  const chamberIds = new Set(targets.flatMap(({ giver }) => giver.chamberId ?? []));
  const funds = new Map(
    [...chamberIds].map((partnerId, index) => {
      const name = { zh: `示例商会帮扶基金 ${index + 1}`, en: `Example chamber assistance fund ${index + 1}` };
      return [partnerId, book.fund({ programme: TEN_THOUSAND, name, partnerId, openedOn: day(2016, 1, 1) })];
    }),
  );

  targets.forEach((target, index) => {
    const fund = funds.get(target.giver.chamberId ?? 0);
    if (fund === undefined) throw new Error(`Expected a fund of chamber ${target.giver.chamberId}, got none`);
    const amountFen = amounts[index] ?? 0n;
    const on = paidOn(target, random);
    const given = book.give(TEN_THOUSAND, { ...cash(target, amountFen, on), to: fund });
    const passedOn = index % 4 === 0 && amountFen > 10n * YUAN ? (amountFen * 9n) / 10n : amountFen;
    book.give(TEN_THOUSAND, { ...cash(target, passedOn, Math.min(on + 25, LAST_DAY)), from: { given, fund } });
  });
}

/**
 * What some gave was promised before, and some of it signed for. These rows speak of the same money and are never added to
 * it.
 */
export function writePromises(book: Book, projects: readonly VillageProject[], random: Random): void {
  for (const target of projects) {
    const before = (days: number) => Math.max(target.project.startedOn - days, target.pairing.startedOn);
    const amountFen = BigInt(random.between(5, 120)) * 10_000n * YUAN;
    if (random.percent(22)) book.give(TEN_THOUSAND, { ...cash(target, amountFen, before(25)), stage: 'PLEDGED' });
    if (random.percent(18)) book.give(TEN_THOUSAND, { ...cash(target, amountFen, before(10)), stage: 'COMMITTED' });
  }
}

/** Goods, training and jobs: for some of the projects, beside the money. */
export function writeKind(book: Book, projects: readonly VillageProject[], random: Random): void {
  for (const target of projects) {
    if (random.percent(26)) giveKind(book, target, 'GOODS', goods(random), random);
    if (random.percent(11)) giveKind(book, target, 'TRAINING', [counted('实用技术培训', random.between(20, 300), '人次')], random);
    if (random.percent(9)) giveKind(book, target, 'JOBS', [counted('就近务工岗位', random.between(3, 60), '岗')], random);
  }
}

function giveKind(book: Book, target: VillageProject, form: Form, lines: readonly Line[], random: Random): void {
  book.give(TEN_THOUSAND, { ...gift(target, paidOn(target, random)), form, amountFen: null, lines });
}

// Item, unit, the largest quantity, and what one costs in fen.
const GOODS = [
  ['化肥', '吨', 60, 230_000n],
  ['种子', '公斤', 3_000, 2_800n],
  ['仔猪', '头', 200, 62_000n],
  ['水泥', '吨', 300, 41_500n],
  ['果树苗', '株', 9_000, 650n],
  ['电脑', '台', 60, 320_000n],
] as const;

/** One or two kinds of goods, of which somebody valued about half. */
function goods(random: Random): Line[] {
  const first = random.below(GOODS.length);
  const kinds = random.percent(25) ? [first, (first + 1) % GOODS.length] : [first];
  return kinds.map((kind) => goodsLine(random.percent(55), kind, random));
}

function goodsLine(isValued: boolean, kind: number, random: Random): Line {
  const [item, unit, largest, unitValueFen] = GOODS[kind] ?? GOODS[0];
  // Tonnes come in quarters, the rest in pieces and kilograms.
  const thousandths = BigInt(random.between(1, largest)) * 1000n + (unit === '吨' ? BigInt(random.below(4)) * 250n : 0n);
  const line = { item, quantity: quantityText(thousandths), unit };
  return isValued ? { ...line, unitValueFen, valuationBasis: '市场价', valueFen: quantityValueFen(thousandths, unitValueFen) } : line;
}

function counted(item: string, count: number, unit: string): Line {
  return { item, quantity: String(count), unit };
}

function cash(target: VillageProject, amountFen: bigint, on: Day): Gift {
  return { ...gift(target, on), amountFen };
}

function gift({ project, giver, pairing }: VillageProject, on: Day): Gift {
  return { ...UNSPECIFIED, partnerId: giver.partnerId, pairingId: pairing.id, to: project, amountFen: null, on };
}

function throughChamber({ giver }: VillageProject): { throughId: number } | undefined {
  return giver.chamberId === null ? undefined : { throughId: giver.chamberId };
}

function paidOn({ project }: VillageProject, random: Random): Day {
  return Math.min(project.startedOn + random.below(300), LAST_DAY);
}
