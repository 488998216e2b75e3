import type { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { beginStatement, type SeenStatement, seen } from './seeing/statement.js';
import { type Executor, inOneGo, type Pool } from './shared/sql.js';
import { Together } from './together.js';

/** The connections to a server. Where they are lent by a pooler, each statement is a transaction: with the next one another may come. */
export function pooled(pool: pg.Pool, isLent = false): Pool {
  const transaction: Pool['transaction'] = async (work) => {
    const client = await pool.connect();
    try {
      const begun = new Begun((text, values) => seen(beginStatement(text), client.query(text, values as unknown[])));
      // It goes with the first statement (preparing-client.ts).
      await client.query('begin');
      const result = await work(begun);
      await seen(beginStatement('commit'), client.query('commit'));
      begun.assertWhole();
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot even take back what it did is none any more.
      await client.query('rollback').then(
        () => client.release(),
        (broken: Error) => client.release(broken),
      );
      throw error;
    }
  };
  return {
    send: (text, values) =>
      isLent ? inOneGo({ transaction }, [{ text, values }]) : seen(beginStatement(text), pool.query(text, values as unknown[])),
    light: new Together(pool, isLent),
    connections: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, wanted: pool.waitingCount }),
    transaction,
  };
}

/** The one connection of an embedded database. */
export function single(pglite: PGlite): Pool {
  const send: Executor['send'] = (text, values) => seen(beginStatement(text), pglite.query(text, values as unknown[]));
  return {
    send,
    light: { send },
    transaction: async (work) => {
      let begun: Begun | undefined;
      // It sends the transaction's end itself.
      let end: SeenStatement | undefined;
      const answer = pglite.transaction(async (transaction) => {
        begun = new Begun((text, values) => seen(beginStatement(text), transaction.query(text, values as unknown[])));
        const result = await work(begun);
        end = beginStatement('commit');
        return result;
      });
      const result = await answer.catch((error: unknown) => {
        end?.failed(error);
        throw error;
      });
      end?.answered(0);
      begun?.assertWhole();
      return result;
    },
  };
}

/** A transaction that has begun. After a statement that failed the database takes all of it back, whatever its end says. */
class Begun implements Executor {
  #failure: { readonly error: unknown } | undefined;

  constructor(private readonly query: Executor['send']) {}

  send(text: string, values: readonly unknown[]): ReturnType<Executor['send']> {
    const answer = this.query(text, values);
    answer.catch((error: unknown) => {
      this.#failure ??= { error };
    });
    return answer;
  }

  assertWhole(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
