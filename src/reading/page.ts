import { badInput } from '../shared/errors/app-error.js';
import { sentenceOf } from '../shared/errors/catalogue.js';
import { Problem } from '../shared/errors/problem.js';
import { decodeCursor } from '../shared/page/cursor.js';
import { type Alias, type Sql, sql } from '../shared/sql.js';
import type { Order, Shape } from './shape.js';

export const MOST_ROWS = 100;
export const DEFAULT_ROWS = 20;

/** The arguments that every connection takes, as a client sent them. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly orderBy?: string | null;
  readonly filter?: object | null;
}

export interface Page {
  readonly rows: number;
  readonly orderName: string;
  readonly order: Order;
  readonly after: readonly (string | null)[] | null;
}

/** A page as asked for, checked against what the list offers. */
export function pageOf(shape: Shape, { first, after, orderBy }: PageArguments): Page {
  const rows = first ?? DEFAULT_ROWS;
  if (rows < 0 || rows > MOST_ROWS) {
    throw badInput(['first'], 'PAGE_SIZE', {
      zh: `first 须在 0 与 ${MOST_ROWS} 之间，收到 ${rows}；更多行请用 after 翻页。`,
      en: `first must be between 0 and ${MOST_ROWS}, got ${rows}; page with after for more.`,
    });
  }
  const orderName = orderBy ?? Object.keys(shape.orders)[0] ?? 'ID';
  const order = shape.orders[orderName];
  if (!order) throw new Error(`${shape.type} has no order ${orderName}`);
  return { rows, orderName, order, after: after == null ? null : cursorKeys(after, orderName, order) };
}

function cursorKeys(after: string, orderName: string, order: Order): readonly (string | null)[] {
  try {
    const keys = decodeCursor(after, orderName);
    if (keys.length !== order.keys.length || !keys.every((key, index) => fits(key, order.keys[index]?.type))) {
      throw new Problem('CURSOR_MALFORMED');
    }
    return keys;
  } catch (error) {
    if (error instanceof Problem) throw badInput(['after'], error.code, sentenceOf(error.code, error.details));
    throw error;
  }
}

const KEY_FORMS = {
  text: /^[\s\S]*$/,
  bigint: /^-?\d{1,18}$/,
  integer: /^-?\d{1,9}$/,
  date: /^(\d{4}-\d{2}-\d{2}|-infinity)$/,
} as const;

function fits(key: string | null, type: keyof typeof KEY_FORMS | undefined): boolean {
  return key !== null && type !== undefined && KEY_FORMS[type].test(key);
}

/** The rows after a page's end, by one comparison of all keys together, which an index on them answers. */
export function afterCursor(row: Alias, { order, after }: Page): Sql {
  if (after === null) return sql`true`;
  const columns = sql.join(order.keys.map((key) => key.of(row)));
  const values = sql.join(order.keys.map((key, index) => sql`${after[index]}::text::${sql.raw(key.type)}`));
  return order.descending ? sql`(${columns}) < (${values})` : sql`(${columns}) > (${values})`;
}

export function orderBy(row: Alias, { order }: Page): Sql {
  return sql.join(order.keys.map((key) => (order.descending ? sql`${key.of(row)} desc` : key.of(row))));
}

/** The keys of a row as a JSON array of texts: what its cursor is made of. */
export function cursorColumns(row: Alias, { order }: Page): Sql {
  return sql`json_build_array(${sql.join(order.keys.map((key) => sql`${key.of(row)}::text`))})`;
}
