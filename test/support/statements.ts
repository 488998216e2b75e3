import pg from 'pg';

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

const log: string[] = [];
const client = pg.Client.prototype as unknown as { query: Query };
const query = client.query;

/** Every statement of this file's connections passes here, those that begin and end transactions included. */
client.query = function (...args) {
  const [first] = args;
  log.push(typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? ''));
  return query.apply(this, args);
};

/** The SQL statements that some work took, on PostgreSQL. Nothing else may run meanwhile. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = log.length;
  await work();
  return log.slice(before);
}
