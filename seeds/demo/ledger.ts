import type { Reference } from '../reference-rows.js';
import { Book, type Ledger } from './book.js';
import { writeClosing } from './closing.js';
import { writeDepartmentHookup } from './department-hookup.js';
import { writeEastWest } from './east-west.js';
import { writeFixedPoint } from './fixed-point.js';
import { Random } from './random.js';
import { writeReview } from './review.js';
import { writeTenThousand } from './ten-thousand.js';
import { writeVillages } from './villages.js';

/**
 * The demonstration ledger: synthetic in its rows, true in its totals. The same seed and reference give the same rows to the
 * byte.
 *
 * Who gave what to which example village is invented and marked as such; what it all adds up to was published (domain.md, section
 * 6).
 */
export function generateLedger(seed: number, reference: Reference): Ledger {
  const book = new Book(reference);
  const yunnan = idOfYunnan(reference);

  const counties = writeVillages(book, reference, new Random(seed, 'villages'));
  writeEastWest(book, reference, counties, yunnan, new Random(seed, 'east-west'));
  writeFixedPoint(book, counties, yunnan, new Random(seed, 'fixed-point'));
  const villageProjects = writeTenThousand(book, reference, counties, new Random(seed, 'ten-thousand'));
  writeDepartmentHookup(book, counties, yunnan, new Random(seed, 'department-hookup'));
  writeReview(book, villageProjects);
  writeClosing(book, yunnan);
  book.closeBudgets();

  return book.ledger;
}

function idOfYunnan(reference: Reference): number {
  const yunnan = reference.places.find(({ code }) => code === '53');
  if (yunnan === undefined) throw new Error('Expected Yunnan (53) among the reference places, got none');
  return yunnan.id;
}
