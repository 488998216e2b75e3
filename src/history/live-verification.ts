import { type Pool, sql } from '../shared/sql.js';
import { unhurried } from '../shared/unhurried.js';
import { chainRecords } from './chain-records.js';
import { cursorOf } from './sealing.js';
import { ChainBroken, type Trust, type Verified, verified } from './verification.js';

/** A chain that is whole, in a database that has all of it. */
export interface VerifiedLive extends Verified {
  /** How many entries are not sealed yet. */
  readonly waiting: string;
}

/**
 * Verifies the history as the database has it at this moment, while writing goes on. Beyond what an export shows, no entry may lie behind
 * what is sealed without a seal of its own: then that was taken away.
 */
export async function verifiedLive(pool: Pool, trust: Trust = {}): Promise<VerifiedLive> {
  return pool.transaction(async (database) => {
    await database.send('set transaction isolation level repeatable read, read only', []);
    await unhurried(database);
    const { sealed, writtenIn, entryId, isMoved } = await cursorOf(database);
    const chain = await verified(chainRecords(database), trust);
    const unsealed = sql`history_entry entry where not exists (select from history_seal where entry_id = entry.id)`;
    const lost = await sql<{ id: string }>`
        select id::text as id from ${unsealed} and (written_in, id) <= (${writtenIn}::xid8, ${entryId}::bigint) order by id limit 1`.execute(
      database,
    );
    if (lost.rows[0] !== undefined && !isMoved) throw unsealedAgain(lost.rows[0].id);
    if (chain.entries !== sealed) throw shorter(chain.entries, sealed);
    const { rows } = await sql<{ waiting: string }>`select count(*)::text as waiting from ${unsealed}`.execute(database);
    return { ...chain, waiting: rows[0]?.waiting ?? '0' };
  });
}

function unsealedAgain(id: string): ChainBroken {
  return new ChainBroken({ zh: `记录 ${id} 曾被封存，它的封存已不见了。`, en: `entry ${id} has been sealed, and its seal is gone.` }, null, id);
}

function shorter(end: string, sealed: string): ChainBroken {
  const next = (BigInt(end) + 1n).toString();
  return new ChainBroken(
    {
      zh: `已封存 ${sealed} 条，链止于第 ${end} 条：第 ${next} 条起不见了。`,
      en: `${sealed} entries have been sealed, and the chain ends at ${end}: those from position ${next} on are missing.`,
    },
    next,
  );
}
