import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { badInput } from '../shared/errors/app-error.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { type Alias, type Executor, isOneOf, name, type Reads, type Sql, sql } from '../shared/sql.js';
import { readsByKeys } from './by-keys.js';
import type { PageArguments } from './page.js';
import { KeyTakenTwice, type Selection, selectionOf } from './selection.js';
import { getShape, type Shape, shownKey } from './shape.js';
import { StatementWriter, type Where } from './statement.js';

/** A row as a statement gave it: the selected columns, and under `@key` what was selected below it. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** What a connection's resolvers unfold: at most one row more than the page holds. */
export interface ConnectionRows {
  /** Each with the keys of its cursor, where one is selected. */
  readonly rows: readonly (Row & { readonly '@cursor'?: readonly string[] })[];
  readonly total: number | null;
  readonly size: number;
  readonly order: string;
  readonly continued: boolean;
}

/** The one way to read rows for an answer: a selection, a shape and a viewer become one statement. */
export class Reader {
  constructor(
    private readonly database: Reads,
    private readonly viewer: Viewer,
  ) {}

  async one(info: GraphQLResolveInfo, shape: Shape, where: Where): Promise<Row | null> {
    const selection = selectionOf(info);
    const executor = readsByKeys(shape, selection) ? this.database.light : this.database;
    return (await this.#run(() => new StatementWriter(this.viewer).one(shape, selection, where), executor)) as Row | null;
  }

  async byId(info: GraphQLResolveInfo, shape: Shape, id: string): Promise<Row | null> {
    return this.one(info, shape, (row) => sql`${row('id')} = ${shownKey(shape, sql`${id}::bigint`)}`);
  }

  /** Of keys that name rows which others stand for, the keys of those others. */
  async standIns(type: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { from, standIn } = getShape(type);
    if (standIn === null || ids.length === 0) return new Map();
    const { rows } = await sql<{ id: string; shown: string }>`
      select id::text as id, ${name(standIn)}::text as shown from ${from} where ${name(standIn)} is not null and ${isOneOf(sql`id`, ids, 'bigint')}`.execute(
      this.database,
    );
    return new Map(rows.map(({ id, shown }) => [id, shown]));
  }

  /** The rows of a type with these keys, in no order; what the viewer may not see is left out. */
  async byIds(info: GraphQLResolveInfo, type: string, ids: readonly string[]): Promise<Row[]> {
    return this.list(
      info,
      getShape(type),
      (row) => isOneOf(row('id'), ids, 'bigint'),
      (row) => row('id'),
    );
  }

  async list(info: GraphQLResolveInfo, shape: Shape, where: Where, order: (row: Alias) => Sql): Promise<Row[]> {
    return (await this.#run(() => new StatementWriter(this.viewer).list(shape, selectionOf(info), where, order))) as Row[];
  }

  /** Rows with the named columns, for what is computed from them. */
  async columns(shape: Shape, fields: readonly string[], where: Where, order: (row: Alias) => Sql): Promise<Row[]> {
    const selection = {
      [shape.type]: Object.fromEntries(fields.map((field) => [field, { name: field, alias: field, args: {}, selection: {} }])),
    };
    return (await this.#run(() => new StatementWriter(this.viewer).list(shape, selection, where, order))) as Row[];
  }

  /** The rows with a part of what a request selects, in no order. */
  async selected(shape: Shape, selection: Selection, where: Where): Promise<Row[]> {
    return (await this.#run(() => new StatementWriter(this.viewer).list(shape, selection, where, (row) => row('id')))) as Row[];
  }

  async connection(info: GraphQLResolveInfo, shape: Shape, args: PageArguments, where: Where = () => sql`true`): Promise<ConnectionRows> {
    return (await this.#run(() => new StatementWriter(this.viewer).connection(shape, selectionOf(info), args, where))) as ConnectionRows;
  }

  async #run(write: () => Sql, executor: Executor = this.database): Promise<unknown> {
    const statement = refusingKeysTakenTwice(write);
    const { rows } = await translatingDatabaseErrors(() => sql<{ answer: string | null }>`select (${statement})::text as answer`.execute(executor));
    const answer = rows[0]?.answer;
    return answer == null ? null : JSON.parse(answer);
  }
}

/** What is written, or the refusal of a request that no statement can be written for. */
export function refusingKeysTakenTwice<Written>(write: () => Written): Written {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof KeyTakenTwice)) throw error;
    throw badInput([error.key], 'KEY_TAKEN_TWICE', {
      zh: `“${error.key}”在 nodes 与 edges 中以不同参数选取，请给其中一个另起别名。`,
      en: `"${error.key}" is selected through nodes and edges with different arguments; give one of them another alias.`,
    });
  }
}
