import { asOwner } from '../access/as-owner.js';
import { type Pool, sql } from '../shared/sql.js';
import { unhurried } from '../shared/unhurried.js';

/** The most reminders that are made at once. */
export const REMINDERS = 500;

/** Passes over the places for which nobody acts any more while it is their turn, and gives how many reports that was. */
export async function passOverWhoLeft(pool: Pool): Promise<number> {
  return asOwner(pool, async (database) => {
    await unhurried(database);
    const { rows } = await sql<{ count: number }>`select pass_over_who_left() as count`.execute(database);
    return rows[0]?.count ?? 0;
  });
}

/**
 * Reminds partners of reports that come due, are due or are overdue, a block at most, and gives how many it reminded of. Each reminder is
 * made once (schema/migrations/048_report.sql), however many processes ask at the same moment, and told as an event.
 */
export async function remindOfReports(pool: Pool): Promise<number> {
  return asOwner(pool, async (database) => {
    await unhurried(database);
    const { rows } = await sql<{ count: number }>`select remind_of_reports(${sql.lit(REMINDERS)}) as count`.execute(database);
    return rows[0]?.count ?? 0;
  });
}
