import pg from 'pg';

interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

/**
 * How many rows of tables the statements of some work gave to what stands above them, by their plans as they really ran. Its transactions
 * are played as they were, because what one of its first statements sets decides what the others read.
 */
export async function rowsTouched(url: string, work: () => Promise<unknown>): Promise<number> {
  const statements = await sentBy(work);
  const client = new pg.Client(url);
  await client.connect();
  let touched = 0;
  for (const { text, values } of statements) {
    if (!/^\s*(select|with)\b/.test(text)) {
      await client.query(text, [...values]);
      continue;
    }
    const { rows } = await client.query(`explain (analyze, format json, timing off) ${text}`, [...values]);
    touched += rowsIn(rows[0]['QUERY PLAN'][0].Plan);
  }
  await client.end();
  return touched;
}

async function sentBy(work: () => Promise<unknown>): Promise<readonly Sent[]> {
  const client = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = client;
  const byClient = new Map<unknown, Sent[]>();
  client.query = function (...args) {
    const [first, values] = args as [string | Sent, unknown[]];
    const sent = byClient.get(this) ?? [];
    byClient.set(this, sent);
    sent.push(typeof first === 'string' ? { text: first, values: values ?? [] } : first);
    return query.apply(this, args);
  };
  await work().finally(() => {
    client.query = query;
  });
  return [...byClient.values()].flat();
}

/** How many rows the tables of a plan gave that was run. */
export function rowsIn(node: PlanNode): number {
  const own = node['Relation Name'] === undefined ? 0 : node['Actual Rows'] * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, plan) => sum + rowsIn(plan), own);
}
