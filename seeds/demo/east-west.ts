import type { Reference } from '../reference-rows.js';
import type { Book } from './book.js';
import { writeDonations } from './east-west-donations.js';
import { writeFiscalMoney } from './east-west-fiscal.js';
import { writeInvestments } from './east-west-investments.js';
import { writeSides } from './east-west-sides.js';
import type { Random } from './random.js';
import type { County } from './villages.js';

/** East–West Cooperation, 2016–2020: fiscal money through pools to 4,127 projects, donations, and what firms invested. */
export function writeEastWest(book: Book, reference: Reference, counties: readonly County[], yunnanId: number, random: Random): void {
  const sides = writeSides(book, reference, counties, random);

  writeFiscalMoney(book, sides, yunnanId, random);
  writeDonations(book, sides, yunnanId, random);
  writeInvestments(book, sides, random);
}
