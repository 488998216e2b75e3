import { continueIds, insertRows, type SqlRunner } from '../../seeds/bulk.js';
import { generateLedger } from '../../seeds/demo/ledger.js';
import { loadReference, REFERENCE_FOLDER } from '../../seeds/reference.js';
import { readReference } from '../../seeds/reference-rows.js';
import { PAIRING, PARTNER, PEOPLE_COUNT, PLACE } from '../../seeds/tables.js';

const SEED = 2020;

/**
 * The reference with the demonstration's villages, partners and pairings. The ledger runs from 2013 to 2026, and its pairings are
 * in force throughout.
 */
export async function loadBase(runner: SqlRunner): Promise<void> {
  await loadReference(runner);
  const ledger = generateLedger(SEED, readReference(REFERENCE_FOLDER));
  for (const level of ['TOWNSHIP', 'VILLAGE']) {
    await insertRows(
      runner,
      PLACE,
      ledger.places.filter((place) => place.level === level),
    );
  }
  await insertRows(runner, PARTNER, ledger.partners);
  const seen = new Set<string>();
  const pairings = ledger.pairings.filter(({ programme, partnerId, placeId }) => {
    const key = [programme, partnerId, placeId].join();
    return !seen.has(key) && seen.add(key);
  });
  await insertRows(
    runner,
    PAIRING,
    pairings.map((pairing) => ({ ...pairing, startedOn: '2012-01-01', endedOn: null })),
  );
  await insertRows(
    runner,
    PEOPLE_COUNT,
    ledger.peopleCounts.map((count) => ({ ...count, projectId: null })),
  );
  for (const table of [PLACE, PARTNER, PAIRING, PEOPLE_COUNT]) await continueIds(runner, table);
}
