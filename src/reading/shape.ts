import type { Viewer } from '../access/viewer.js';
import type { Visibility } from '../access/visibility.js';
import { type Alias, alias, name, type Sql, sql } from '../shared/sql.js';
import type { Selected, Selection } from './selection.js';

/** A class that is a GraphQL type. */
// biome-ignore lint/complexity/noBannedTypes: decorators hand over any class, and only its name is used
export type TypeClass = Function;

/** How a child's rows belong to one parent row. */
export interface Relation {
  readonly to: () => Shape;
  readonly on: (parent: Alias, child: Alias, viewer: Viewer) => Sql;
}

/** A list that the shape's nature keeps short, in a fixed order; lists that grow are connections. */
export interface ShortList extends Relation {
  readonly order: (child: Alias) => Sql;
}

/** One key of an order. Rows that have no value sort by a stand-in, because a page's end must compare with every row. */
export interface OrderKey {
  readonly of: (row: Alias) => Sql;
  readonly type: 'text' | 'bigint' | 'date' | 'integer';
}

export interface Order {
  readonly keys: readonly OrderKey[];
  readonly descending: boolean;
}

/** What a part of a statement may ask of its writer. */
export interface Writer {
  /** A page as a JSON object, as its arguments say. */
  connection(shape: Shape, selection: Selection, args: object, where: (row: Alias) => Sql): Sql;
  /** Pieces that stand beside each other and not in each other, so that they may use the same names and two that say the same are the same. */
  beside<Piece>(writes: readonly (() => Piece)[]): Piece[];
}

/** What the resolver of a field would ask of the database, as JSON that the row's own statement brings along; null where it cannot. */
export type Brings = (row: Alias, field: Selected, writer: Writer) => Sql | null;

/** What a filter's field asks of a row. */
export type FilterField = (row: Alias, value: never, viewer: Viewer) => Sql;

/**
 * How a GraphQL type is read: its table, who may see its rows, and what each field takes. A field that is not here is
 * computed by its resolver, from the columns that `needs` names.
 */
export interface Shape {
  readonly type: string;
  readonly from: Sql;
  /** Whether `from` is a computation, which a statement then does once and not for each use. */
  readonly isComputed: boolean;
  readonly visibility: Visibility;
  /**
   * The column that names the row which stands for this one, of a type whose rows may be merged. A row that another stands for is in no list, and
   * who asks for it by its key, or comes to it from a row that names it, is given the other.
   */
  readonly standIn: string | null;
  readonly columns: Readonly<Record<string, (row: Alias, viewer: Viewer) => Sql>>;
  readonly one: Readonly<Record<string, Relation>>;
  readonly lists: Readonly<Record<string, ShortList>>;
  readonly connections: Readonly<Record<string, Relation>>;
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** By field; it stands under the relation key of the field's response key. */
  readonly brings: Readonly<Record<string, Brings>>;
  readonly orders: Readonly<Record<string, Order>>;
  readonly filters: Readonly<Record<string, FilterField>>;
  /** Filters whose rows are few and take long to find, so that a statement that needs them twice finds them once. */
  readonly searches: readonly string[];
}

const shapes = new Map<string, Shape>();
const extensions = new Map<string, Extension[]>();

interface Declaration extends Partial<Omit<Shape, 'type' | 'from' | 'visibility'>> {
  readonly table: string;
  readonly visibility: Visibility;
}

type Extension = Partial<Pick<Shape, 'one' | 'lists' | 'connections' | 'needs' | 'brings' | 'columns' | 'filters'>>;

/** Declares how a type is read. Its plain columns and references come from the entity (`completeFromEntities`). */
export function declareShape(type: TypeClass, { table, ...declared }: Declaration): void {
  if (shapes.has(type.name)) throw new Error(`${type.name} is declared twice`);
  const shape = { ...emptyShape(type.name, name(table), declared.visibility), ...declared };
  shapes.set(type.name, (extensions.get(type.name) ?? []).reduce(extended, shape));
}

export function emptyShape(type: string, from: Sql, visibility: Visibility): Shape {
  return {
    type,
    from,
    isComputed: false,
    visibility,
    standIn: null,
    columns: {},
    one: {},
    lists: {},
    connections: {},
    needs: {},
    brings: {},
    orders: {},
    filters: {},
    searches: [],
  };
}

/**
 * A child module adds what it can tell of a parent: a connection, a list, a single row, or columns that a computed field
 * needs. It may be loaded before the parent is declared.
 */
export function extendShape(type: TypeClass, extension: Extension): void {
  const shape = shapes.get(type.name);
  if (shape) shapes.set(type.name, extended(shape, extension));
  else extensions.set(type.name, [...(extensions.get(type.name) ?? []), extension]);
}

function extended(shape: Shape, added: Extension): Shape {
  return {
    ...shape,
    one: { ...shape.one, ...added.one },
    lists: { ...shape.lists, ...added.lists },
    connections: { ...shape.connections, ...added.connections },
    needs: { ...shape.needs, ...added.needs },
    brings: { ...shape.brings, ...added.brings },
    columns: { ...shape.columns, ...added.columns },
    filters: { ...shape.filters, ...added.filters },
  };
}

const madePerRequest = new Set<string>();

/** Declares a type whose shape is made anew for each request, because its rows are computed from what was asked. */
export function declareShapePerRequest(type: TypeClass): void {
  madePerRequest.add(type.name);
}

export function isReadByShape(type: string): boolean {
  return shapes.has(type) || madePerRequest.has(type);
}

export function shapeOf(type: TypeClass): Shape {
  return getShape(type.name);
}

export function findShape(type: string): Shape | undefined {
  return shapes.get(type);
}

/** The shape of a type. Reading a type that declares none is a mistake of ours and must not answer anything. */
export function getShape(type: string): Shape {
  const shape = shapes.get(type);
  if (!shape) throw new Error(`${type} declares no shape, so nobody may read it`);
  return shape;
}

export function allShapes(): readonly Shape[] {
  return [...shapes.values()];
}

/**
 * The key of the row that stands for the one that a key names: that row itself, unless it was merged. Merged are few, so that an index of
 * them alone (schema/migrations/045_merged_found.sql) says it without the row.
 */
export function shownKey({ from, standIn }: Shape, key: Sql): Sql {
  if (standIn === null) return key;
  const named = alias('named');
  return sql`coalesce((select ${named(standIn)} from ${from} as named where named.id = ${key} and ${named(standIn)} is not null), ${key})`;
}
