import type { SqlRunner } from './bulk.js';

/** What to say to take something away, and what to say to put it back as it was. */
interface Removal {
  readonly drop: string;
  readonly restore: string;
}

/**
 * Takes foreign keys and indexes from the tables, loads, and puts them back: a key is then checked for all rows at once and an
 * index built in one go, which halves the time of a large load. Primary keys, unique and exclusion constraints and checks stay
 * throughout.
 *
 * Only within a transaction: if a row refers to nothing, putting its key back fails, and all is as before.
 */
export async function withKeysAtTheEnd(runner: SqlRunner, tables: readonly { name: string }[], load: () => Promise<void>): Promise<void> {
  const names = [tables.map(({ name }) => name).join()];
  const removals = [...(await runner.execute(INDEXES, names)), ...(await runner.execute(FOREIGN_KEYS, names))] as Removal[];

  // Refused outside a transaction, where a load that broke off would leave the tables without their keys.
  await runner.execute('savepoint keys_at_the_end');
  await runner.execute('release savepoint keys_at_the_end');

  for (const { drop } of removals) await runner.execute(drop);
  await load();
  for (const { restore } of removals) await runner.execute(restore);
}

const INDEXES = `
  select 'drop index ' || indexrelid::regclass as drop, pg_get_indexdef(indexrelid) as restore
  from pg_index
  where indrelid = any (string_to_array($1, ',')::regclass[])
    and not exists (select from pg_constraint where conindid = indexrelid)
  order by indexrelid`;

const FOREIGN_KEYS = `
  select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
         format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as restore
  from pg_constraint
  where contype = 'f' and conrelid = any (string_to_array($1, ',')::regclass[])
  order by oid`;
