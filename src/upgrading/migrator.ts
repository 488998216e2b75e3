import { Migration, Migrator } from '@mikro-orm/migrations';
import type { Database } from '../database.js';
import { sql } from '../shared/sql.js';
import type { MigrationFile } from './migration-file.js';
import { bounds, type Going, short, step } from './outside-transaction.js';
import { noWayBack } from './refusals.js';

/** The ORM's own migrator for one file, which it runs as one migration and keeps that it was done. */
export function migratorOf({ em }: Database, file: MigrationFile, going: Going): Migrator {
  const migrationsList = [{ name: file.name, class: classOf(file, going) }];
  const migrations = { ...em.config.get('migrations'), snapshot: false, silent: true, allOrNothing: false, migrationsList };
  em.config.set('migrations', migrations as never);
  return new Migrator(em as never);
}

function classOf(file: MigrationFile, going: Going): typeof Migration {
  return class extends Migration {
    override isTransactional(): boolean {
      return file.isWhole;
    }

    override async up(): Promise<void> {
      if (file.isWhole) await this.#whole();
      else await inSteps(file, going);
    }

    override async down(): Promise<void> {
      throw noWayBack(file);
    }

    /** In the transaction that the ORM has begun, and in which it keeps that this is done. */
    async #whole(): Promise<void> {
      const ends = performance.now() + going.heldMs;
      const statements = file.needs === null ? [] : [raiseFloor(file.needs)];
      for (const statement of [...statements, ...file.steps.map((step) => step.statement)]) {
        // What is left of the time. None at all would be no bound.
        await this.execute(bounds(going.heldMs === 0 ? 0 : Math.max(1, Math.ceil(ends - performance.now()))));
        await this.execute(statement);
      }
    }
  };
}

async function inSteps({ needs, steps }: MigrationFile, going: Going): Promise<void> {
  if (needs !== null) await short(raiseFloor(needs), going);
  for (const each of steps) await step(each, going);
}

/** From here on nobody serves that is too old (schema/migrations/053_upgrades.sql). */
function raiseFloor(migration: number): string {
  return sql`select raise_serving_floor(${sql.lit(migration)})`.statement().text;
}
