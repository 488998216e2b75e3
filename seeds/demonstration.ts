import { writeAgreements } from './agreements.js';
import { continueIds, insertRows, type SqlRunner } from './bulk.js';
import type { Ledger } from './demo/book.js';
import { generateLedger } from './demo/ledger.js';
import { writeFindings } from './findings.js';
import { type Guard, MONEY_RULES, setGuards } from './guards.js';
import { withKeysAtTheEnd } from './keys-at-the-end.js';
import { REFERENCE_FOLDER } from './reference.js';
import { readReference } from './reference-rows.js';
import { writeReports } from './reports.js';
import { buildRollups } from './rollups.js';
import {
  CONFIRMATION,
  CONTRIBUTION,
  CONTRIBUTION_LINE,
  CONTRIBUTION_MESSAGE,
  CONTRIBUTION_PART,
  CONTRIBUTION_SET_PLACE,
  CORRECTION_REQUEST,
  FUND,
  PAIRING,
  PARTNER,
  PEOPLE_COUNT,
  PLACE,
  PROJECT,
  PROJECT_PAIRING,
  PROJECT_PLACE,
  REPORTING_PERIOD,
  type Table,
} from './tables.js';

export interface DemonstrationOptions {
  seed: number;
  onProgress?: (doneRows: number, totalRows: number) => void;
}

/**
 * Adds the demonstration ledger to a database that holds the reference and nothing else; returns the number of rows.
 *
 * It must run in one transaction: the tables are locked and without foreign keys until it ends.
 */
export async function loadDemonstration(runner: SqlRunner, { seed, onProgress }: DemonstrationOptions): Promise<number> {
  const ledger = generateLedger(seed, readReference(REFERENCE_FOLDER));
  const totalRows = Object.values(ledger).reduce((sum, rows) => sum + rows.length, 0);

  await withKeysAtTheEnd(runner, TABLES, () =>
    withoutGuards(runner, () => insertLedger(runner, ledger, (doneRows) => onProgress?.(doneRows, totalRows))),
  );
  // Its journey from proposal to acceptance is to be gone through in one sitting (README.md).
  await runner.execute("update programme set notice_days = 0 where code = 'TEN_THOUSAND_ENTERPRISES'");
  await buildRollups(runner);
  await insertRows(runner, REPORTING_PERIOD, ledger.reportingPeriods);
  await insertRows(runner, CORRECTION_REQUEST, ledger.correctionRequests);
  // For whom something waits could not be told before its parts were there.
  await runner.execute("select await_contributions(array(select id from contribution where state <> 'ACCEPTED'))");
  for (const table of [...NUMBERED, REPORTING_PERIOD, CORRECTION_REQUEST]) await continueIds(runner, table);
  await writeAgreements(runner);
  await writeReports(runner);
  await writeFindings(runner);
  return totalRows;
}

const NUMBERED = [PLACE, PARTNER, PAIRING, FUND, PROJECT, CONTRIBUTION, CONFIRMATION, CONTRIBUTION_MESSAGE, PEOPLE_COUNT];
const TABLES = [...NUMBERED, PROJECT_PLACE, PROJECT_PAIRING, CONTRIBUTION_PART, CONTRIBUTION_SET_PLACE, CONTRIBUTION_LINE];

/**
 * What looks at each row as it comes. Here it comes accepted as it is; that the rows keep the money rules is looked at in the tests
 * (test/checks/seeds.test.ts); and who owes a report is found out when there are periods to report of.
 */
const GUARDS: readonly Guard[] = [
  ...MONEY_RULES,
  ['contribution', 'contribution_is_accepted_later'],
  ['contribution', 'reports_follow_contributions'],
  ['pairing', 'pairing_owes_report'],
];

/** The rollups are made of all rows afterwards. */
async function withoutGuards(runner: SqlRunner, load: () => Promise<void>): Promise<void> {
  await setGuards(runner, GUARDS, 'disable');
  await load();
  await setGuards(runner, GUARDS, 'enable');
}

async function insertLedger(runner: SqlRunner, ledger: Ledger, onProgress: (doneRows: number) => void): Promise<void> {
  let doneRows = 0;
  const insert = <Row extends object>(table: Table<Row>, rows: readonly Row[]) =>
    insertRows(runner, table, rows, (inserted) => {
      doneRows += inserted;
      onProgress(doneRows);
    });

  // Parents are inserted before their children: a place takes its ancestors from them.
  for (const level of ['TOWNSHIP', 'VILLAGE'])
    await insert(
      PLACE,
      ledger.places.filter((place) => place.level === level),
    );
  await insert(PARTNER, ledger.partners);
  await insert(PAIRING, ledger.pairings);
  await insert(FUND, ledger.funds);
  await insert(PROJECT, ledger.projects);
  await insert(PROJECT_PLACE, ledger.projectPlaces);
  await insert(PROJECT_PAIRING, ledger.projectPairings);
  await insert(CONTRIBUTION, ledger.contributions);
  await insert(CONTRIBUTION_PART, ledger.contributionParts);
  await insert(CONTRIBUTION_SET_PLACE, ledger.contributionSetPlaces);
  await insert(CONTRIBUTION_LINE, ledger.contributionLines);
  await insert(CONFIRMATION, ledger.confirmations);
  await insert(CONTRIBUTION_MESSAGE, ledger.contributionMessages);
  await insert(PEOPLE_COUNT, ledger.peopleCounts);
}
