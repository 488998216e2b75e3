import type { Entry } from './journal.js';

/** A row as it stands in the database. */
export interface Row {
  readonly id: string;
  readonly fen: number;
}

/** What is wrong between what clients know and what the database has; empty where nothing is. */
export interface Verdict {
  /** Acknowledged, and there is no such row. */
  readonly lost: readonly string[];
  /** More than one row of one write. */
  readonly doubled: readonly string[];
  /** The row that was acknowledged says something else. */
  readonly changed: readonly string[];
  /** A row that nobody has sent. */
  readonly invented: readonly string[];
  /** One key, and answers with different ids. */
  readonly answeredTwice: readonly string[];
}

export function compared(entries: readonly Entry[], rows: readonly Row[]): Verdict {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const sent = new Set(entries.map(({ fen }) => fen));
  const count = new Map<number, number>();
  for (const { fen } of rows) count.set(fen, (count.get(fen) ?? 0) + 1);
  const acknowledged = entries.filter(({ told }) => told.length > 0);
  return {
    lost: acknowledged.filter(({ told: [id = ''] }) => !byId.has(id)).map(({ key }) => key),
    doubled: entries.filter(({ fen }) => (count.get(fen) ?? 0) > 1).map(({ key }) => key),
    changed: acknowledged.filter(({ told: [id = ''], fen }) => byId.has(id) && byId.get(id)?.fen !== fen).map(({ key }) => key),
    invented: rows.filter(({ fen }) => !sent.has(fen)).map(({ id }) => id),
    answeredTwice: acknowledged.filter(({ told }) => new Set(told).size > 1).map(({ key }) => key),
  };
}
