import { pathToFileURL } from 'node:url';
import { projectFile } from '../src/shared/root.js';
import { continueIds, insertRows, type SqlRunner } from './bulk.js';
import { readReference } from './reference-rows.js';
import {
  PAIRING,
  PARTNER,
  PEOPLE_CHANNEL,
  PLACE,
  type PlaceRow,
  POOR_COUNTY,
  PROGRAMME,
  PROGRAMME_LEVEL,
  PUBLISHED_FIGURE,
  SECTOR,
} from './tables.js';

export const REFERENCE_FOLDER = pathToFileURL(projectFile('seeds/reference/'));

/** Fills an empty database with the facts: programmes, sectors, places, real partners and pairings, published figures. */
export async function loadReference(runner: SqlRunner, folder: URL = REFERENCE_FOLDER): Promise<void> {
  const reference = readReference(folder);

  await insertRows(runner, PROGRAMME, reference.programmes);
  await insertRows(runner, PROGRAMME_LEVEL, reference.programmeLevels);
  await insertRows(runner, SECTOR, reference.sectors);
  for (const rows of inOrderOfReference(reference.places)) await insertRows(runner, PLACE, rows);
  await insertRows(runner, POOR_COUNTY, reference.poorCounties);
  await insertRows(runner, PEOPLE_CHANNEL, reference.peopleChannels);
  await insertRows(runner, PARTNER, reference.partners);
  await insertRows(runner, PAIRING, reference.pairings);
  await insertRows(runner, PUBLISHED_FIGURE, reference.publishedFigures);

  for (const table of [PLACE, PARTNER, PAIRING]) await continueIds(runner, table);
}

const LEVELS = ['PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE'];

/**
 * A place takes its ancestors from the rows that are there already: parents come before children, and a code before those
 * that it replaced.
 */
function inOrderOfReference(places: readonly PlaceRow[]): PlaceRow[][] {
  return LEVELS.flatMap((level) => {
    const peers = places.filter((place) => place.level === level);
    return [peers.filter((place) => place.replacedById === null), peers.filter((place) => place.replacedById !== null)];
  });
}
