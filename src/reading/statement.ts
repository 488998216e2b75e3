import type { Viewer } from '../access/viewer.js';
import { type Alias, alias, allOf, name, type Sql, sql } from '../shared/sql.js';
import { assertKept, isOfNow } from './kept.js';
import { afterCursor, cursorColumns, orderBy, type PageArguments, pageOf } from './page.js';
import { relationKey } from './relation-key.js';
import { below, fieldsOf, mergeSelections, type Selected, type Selection } from './selection.js';
import type { Order, Relation, Shape, ShortList, Writer } from './shape.js';

/** Which rows of a shape; it is added to what the viewer may see, never instead of it. */
export type Where = (row: Alias, viewer: Viewer) => Sql;

interface Columns {
  readonly columns: Sql;
  /** How many tables the statement has with them. */
  readonly tables: number;
}

const columnsOf = new WeakMap<Selection, Map<string, Columns>>();

/**
 * Writes one statement for a whole selection. Each row becomes a JSON object with just the selected columns, and what is
 * selected below it becomes a subselect in it, so that a page of any depth and size costs one statement.
 */
export class StatementWriter implements Writer {
  #tables = 0;
  /** Whether what is written stands in every row of a list. */
  #inList = false;
  /** Whether the key of the viewer's own account stands in what is written. */
  #personal = false;

  constructor(private readonly viewer: Viewer) {}

  /** One row as JSON, or null. */
  one(shape: Shape, selection: Selection, where: Where): Sql {
    const row = this.#nextAlias();
    return sql`(select row_to_json(found) from (select ${this.#columns(shape, row, selection)}
      from ${shape.from} as ${row.table} where ${this.#visible(shape, row.of, where)} limit 1) as found)`;
  }

  /** Every row, in order, as a JSON array. For lists that are short by nature. */
  list(shape: Shape, selection: Selection, where: Where, order: (row: Alias) => Sql): Sql {
    const row = this.#nextAlias();
    return sql`(select coalesce(json_agg(row_to_json(found)), '[]') from (select ${this.#columnsInList(shape, row, selection)}
      from ${shape.from} as ${row.table} where ${this.#visible(shape, row.of, where)} order by ${order(row.of)}) as found)`;
  }

  /** A page as a JSON object: the rows, whether more follow, and the total where it is selected. */
  connection(shape: Shape, selection: Selection, args: PageArguments, where: Where): Sql {
    const fields = fieldsOf(selection, `${shape.type}Connection`);
    const edges = below(fields, 'edges');
    const edgeFields = fieldsOf(edges, `${shape.type}Edge`);
    const rowSelection = mergeSelections(below(fields, 'nodes'), below(edgeFields, 'node'));
    const selects = (fieldName: string) => fields.some((field) => field.name === fieldName);

    const page = pageOf(shape, args);
    const row = this.#nextAlias();
    const readsRows = selects('nodes') || selects('edges') || selects('pageInfo');
    const wanted = allOf([this.#visible(shape, row.of, where), this.#filtered(shape, row.of, args)]);
    // What takes long to find, and is needed for the page and for the count, is found once.
    const isKept = selects('totalCount') && readsRows && (shape.isComputed || isSearched(shape, args));
    const keptRows = name(`${row.name}_rows`);
    const from = sql`${isKept ? keptRows : shape.from} as ${row.table}`;
    const kept = isKept ? sql`with ${keptRows} as materialized (select * from ${shape.from} as ${row.table} where ${wanted})` : sql``;
    const inList = isKept ? sql`true` : wanted;
    // One row more than asked for tells whether another page follows.
    const limit = readsRows ? page.rows + (selects('pageInfo') ? 1 : 0) : 0;
    const cursor =
      selects('pageInfo') || edgeFields.some((field) => field.name === 'cursor') ? sql`, ${cursorColumns(row.of, page)} as "@cursor"` : sql``;
    const rows = sql`(select coalesce(json_agg(row_to_json(found)), '[]') from (
      select ${this.#columnsInList(shape, row, rowSelection)}${cursor}
      from ${from} where ${inList} and ${afterCursor(row.of, page)}
      order by ${orderBy(row.of, page)} limit ${sql.lit(limit)}) as found)`;
    const total = selects('totalCount') ? sql`(select count(*) from ${from} where ${inList})` : sql`null`;
    return sql`(${kept} select json_build_object('rows', ${rows}, 'total', ${total}, 'size', ${sql.lit(page.rows)},
      'order', ${sql.lit(page.orderName)}, 'continued', ${sql.lit(page.after !== null)}))`;
  }

  beside<Piece>(writes: readonly (() => Piece)[]): Piece[] {
    const before = this.#tables;
    let after = before;
    const pieces = writes.map((write) => {
      this.#tables = before;
      const piece = write();
      after = Math.max(after, this.#tables);
      return piece;
    });
    this.#tables = after;
    return pieces;
  }

  #visible(shape: Shape, row: Alias, where: Where): Sql {
    if (this.viewer.asOf !== undefined) assertKept(shape.type);
    this.#personal ||= shape.visibility.isPersonal === true;
    const isShown = shape.standIn === null ? [] : [sql`${row(shape.standIn)} is null`];
    return allOf([where(row, this.viewer), ...isShown, shape.visibility.predicate(row, this.viewer)]);
  }

  #filtered(shape: Shape, row: Alias, { filter }: PageArguments): Sql {
    const conditions = Object.entries(filter ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([field, value]) => {
        const condition = shape.filters[field];
        if (!condition) throw new Error(`${shape.type} has no filter ${field}`);
        return condition(row, value as never, this.viewer);
      });
    return allOf(conditions);
  }

  /**
   * What is selected of a row. It is the same on the next request, as long as the document is kept and the viewer is none whose own key
   * stands in it; the shape of computed rows is made anew each time, and so is what only the viewer's own account sees.
   */
  #columns(shape: Shape, row: TableAlias, selection: Selection): Sql {
    if (shape.isComputed || this.viewer.partnerId !== null || this.viewer.placeId !== null) return this.#columnsAnew(shape, row, selection);
    const keptOf = columnsOf.get(selection);
    if (keptOf === undefined) {
      // One that depends on variables never comes again.
      columnsOf.set(selection, new Map());
      return this.#columnsAnew(shape, row, selection);
    }
    const key = `${shape.type} ${row.name} ${this.viewer.role} ${this.viewer.asOf === undefined ? '' : 'as of'}`;
    const kept = keptOf.get(key);
    if (kept === undefined) {
      const outside = this.#personal;
      this.#personal = false;
      const columns = this.#columnsAnew(shape, row, selection).flat();
      if (!this.#personal) keptOf.set(key, { columns, tables: this.#tables });
      this.#personal ||= outside;
      return columns;
    }
    this.#tables = kept.tables;
    return kept.columns;
  }

  #columnsInList(shape: Shape, row: TableAlias, selection: Selection): Sql {
    const outside = this.#inList;
    this.#inList = true;
    const columns = this.#columns(shape, row, selection);
    this.#inList = outside;
    return columns;
  }

  #columnsAnew(shape: Shape, row: TableAlias, selection: Selection): Sql {
    const selected = fieldsOf(selection, shape.type);
    const plain = new Set(['id', ...selected.flatMap((field) => [field.name, ...(shape.needs[field.name] ?? [])])]);
    const ofNow = this.viewer.asOf === undefined ? NONE : columnsOfNow(shape, selected);
    const columns = [...plain].flatMap((field) => {
      const column = ofNow.has(field) ? () => sql`false` : shape.columns[field];
      return column ? [sql`${column(row.of, this.viewer)} as ${sql.id(field)}`] : [];
    });
    const relations = selected.flatMap((field) => {
      const relation = this.#relation(shape, row.of, field);
      return relation ? [sql`${relation} as ${sql.id(keyOf(field, selected))}`] : [];
    });
    // In a list it would be planned anew for each page, because its cost hangs on how many rows the planner expects.
    const brought = selected.flatMap((field) => {
      const answer = this.#inList ? null : shape.brings[field.name]?.(row.of, field, this);
      return answer ? [sql`${answer} as ${sql.id(relationKey(field.alias))}`] : [];
    });
    return sql.join([...columns, ...relations, ...brought]);
  }

  #relation(shape: Shape, parent: Alias, field: Selected): Sql | null {
    const on =
      (relation: Relation): Where =>
      (child, viewer) =>
        relation.on(parent, child, viewer);
    const one = shape.one[field.name];
    if (one) return this.one(one.to(), field.selection, on(one));
    const list: ShortList | undefined = shape.lists[field.name];
    if (list) return this.list(list.to(), field.selection, on(list), list.order);
    const connection = shape.connections[field.name];
    if (connection) return this.connection(connection.to(), field.selection, field.args as PageArguments, on(connection));
    return null;
  }

  #nextAlias(): TableAlias {
    this.#tables += 1;
    const table = `t${this.#tables}`;
    return { name: table, table: name(table), of: alias(table) };
  }
}

const NONE: ReadonlySet<string> = new Set();

/** The columns that are read for nothing but what the viewer may do now. */
function columnsOfNow(shape: Shape, selected: readonly Selected[]): ReadonlySet<string> {
  const needed = (isWanted: (name: string) => boolean) =>
    selected.filter(({ name }) => isWanted(name)).flatMap(({ name }) => [name, ...(shape.needs[name] ?? [])]);
  const others = new Set(needed((name) => !isOfNow(name)));
  return new Set(needed(isOfNow).filter((column) => !others.has(column)));
}

function isSearched({ searches }: Shape, { filter }: PageArguments): boolean {
  const given = (filter ?? {}) as Readonly<Record<string, unknown>>;
  return searches.some((field) => given[field] != null);
}

/** A relation stands under its field's name, where compiled execution looks; one that is asked for twice, under its two response keys. */
function keyOf({ name, alias }: Selected, selected: readonly Selected[]): string {
  return selected.some((other) => other.name === name && other.alias !== alias) ? relationKey(alias) : name;
}

interface TableAlias {
  readonly name: string;
  readonly table: Sql;
  readonly of: Alias;
}

/** Ascending by a column, ties by id. */
export function by(column: string, type: 'text' | 'bigint' | 'date' | 'integer' = 'text', standIn?: string, descending = false): Order {
  const value = (row: Alias) => (standIn === undefined ? row(column) : sql`coalesce(${row(column)}, ${sql.lit(standIn)})`);
  return {
    keys: [
      { of: value, type },
      { of: (row) => row('id'), type: 'bigint' },
    ],
    descending,
  };
}

export const OLDEST_FIRST: Order = { keys: [{ of: (row) => row('id'), type: 'bigint' }], descending: false };
export const NEWEST_FIRST: Order = { keys: [{ of: (row) => row('id'), type: 'bigint' }], descending: true };
