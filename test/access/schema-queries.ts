import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Random } from '../../seeds/demo/random.js';

/** What queries name: ids by the type of their rows, cursors by the field and order that gave them. */
export interface Names {
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly cursors: Readonly<Record<string, readonly string[]>>;
}

/** How deep rows are nested in rows, and after how many fields that have fields of their own nothing more is begun. */
const DEEPEST = 3;
const MOST_FIELDS = 8;

const WORDS = ['上海', '广东', '怒江', '试验', '商会', '兰坪', '扶'];
const PLACES = ['53', '5333', '533323', '533325', '533323201', '533301'];
const DAYS = ['2012-01-01', '2015-05-01', '2015-12-31', '2020-01-01', '2020-05-01', '2020-05-02'];
const AMOUNTS = ['0', '11.11', '100', '103.03', '250'];

/** Queries over whatever the schema has: any root, any field, any argument, any filter, order and cursor, the ids of anybody's rows. */
export class SchemaQueries {
  #left = 0;
  #aliases = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly names: Names,
    private readonly random: Random,
  ) {}

  next(): string {
    this.#left = MOST_FIELDS;
    this.#aliases = 0;
    const roots = Object.values((this.schema.getQueryType() as GraphQLObjectType).getFields());
    const texts = Array.from({ length: this.random.percent(25) ? 2 : 1 }, () =>
      this.random.percent(35) ? this.#node() : this.#field(this.random.pick(roots), DEEPEST),
    );
    return `{ ${texts.join(' ')} }`;
  }

  /** A row by its id, read as what it is. */
  #node(): string {
    const type = this.random.pick(Object.keys(this.names.ids));
    const id = this.#id(type);
    const rows = `{ __typename ... on ${type} ${this.#selection(this.schema.getType(type) as GraphQLObjectType, DEEPEST)} }`;
    if (this.random.percent(70)) return `${this.#alias()}: node(id: "${id}") ${rows}`;
    const ids = [id, ...Array.from({ length: 8 }, () => this.#id(this.random.percent(60) ? type : undefined))];
    return `${this.#alias()}: nodes(ids: ${JSON.stringify(ids)}) ${rows}`;
  }

  #alias(): string {
    this.#aliases += 1;
    return `a${this.#aliases}`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    if (isCompositeType(getNamedType(field.type))) this.#left -= 1;
    const args = this.#arguments(field);
    return `${this.#alias()}: ${field.name}${args}${this.#below(field.type, depth)}`;
  }

  #below(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (!isCompositeType(named)) return '';
    if (isObjectType(named)) return ` ${this.#selection(named, depth)}`;
    const possible = this.schema.getPossibleTypes(named).filter(({ name }) => this.names.ids[name]);
    const chosen = this.random.shuffled(possible).slice(0, 2);
    return ` { __typename ${isInterfaceType(named) ? 'id ' : ''}${chosen.map((one) => `... on ${one.name} ${this.#selection(one, depth - 1)}`).join(' ')} }`;
  }

  #selection(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields());
    if (type.name.endsWith('Connection')) return this.#page(type, depth);
    const isComposite = (field: GraphQLField<unknown, unknown>) => isCompositeType(getNamedType(field.type));
    const nested = fields.filter((field) => isComposite(field) && reachesRows(this.schema, getNamedType(field.type) as GraphQLObjectType));
    // Money and the like have no rows below them.
    const leaves = fields.filter((field) => !nested.includes(field));
    const isDeepest = depth <= 0 || this.#left <= 0;
    const chosen = [
      ...this.random.shuffled(leaves).slice(0, this.random.percent(12) ? leaves.length : this.random.between(1, 3)),
      ...(isDeepest ? [] : this.random.shuffled(nested).slice(0, this.random.percent(25) ? 2 : 1)),
    ];
    const texts = chosen.map((field) => this.#field(field, depth - 1));
    return `{ ${['__typename', ...(type.getFields().id ? ['id'] : []), ...texts].join(' ')} }`;
  }

  /** Always with what a page tells of the rows that are not in it. */
  #page(type: GraphQLObjectType, depth: number): string {
    const { nodes, edges, pageInfo, totalCount } = type.getFields();
    const row = nodes ? getNamedType(nodes.type) : null;
    const texts = [...(totalCount ? ['totalCount'] : []), ...(pageInfo ? ['pageInfo { hasNextPage endCursor }'] : [])];
    if (isObjectType(row)) {
      const rows = this.#selection(row, depth);
      texts.push(edges && this.random.percent(30) ? `edges { cursor node ${rows} }` : `nodes ${rows}`);
    }
    return `{ ${texts.join(' ')} }`;
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const given: string[] = [];
    let order = '';
    for (const arg of [...field.args].sort((a, b) => Number(a.name === 'after') - Number(b.name === 'after'))) {
      if (arg.name === 'after') {
        const cursors = this.names.cursors[`${field.name} ${order}`] ?? [];
        if (cursors.length > 0 && this.random.percent(30)) given.push(`after: "${this.random.pick(cursors)}"`);
        continue;
      }
      if (!isRequiredArgument(arg) && !this.random.percent(arg.name === 'first' ? 90 : 45)) continue;
      const value = this.#value(arg.type, `${field.name}.${arg.name}`, arg.name);
      if (arg.name === 'orderBy') order = value;
      given.push(`${arg.name}: ${value}`);
    }
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #value(type: GraphQLInputType, path: string, name: string): string {
    if (isNonNullType(type)) return this.#value(type.ofType, path, name);
    if (isListType(type)) return `[${Array.from({ length: this.random.between(1, 3) }, () => this.#value(type.ofType, path, name)).join(', ')}]`;
    if (isEnumType(type)) return this.random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()) as GraphQLArgument[];
      const chosen = fields.filter((field) => isNonNullType(field.type) || this.random.percent(170 / fields.length));
      return `{ ${chosen.map((field) => `${field.name}: ${this.#value(field.type, `${path}.${field.name}`, field.name)}`).join(', ')} }`;
    }
    switch (type.name) {
      case 'Boolean':
        return String(this.random.percent(50));
      case 'Int':
        return name === 'first' ? String(this.random.pick([1, 2, 5, 50])) : String(this.random.pick([2014, 2015, 2020, 2021]));
      case 'LocalDate':
        return `"${this.random.pick(DAYS)}"`;
      case 'DateTime':
        return `"${this.random.pick(DAYS)}T00:00:00Z"`;
      case 'Decimal':
        return `"${this.random.pick(AMOUNTS)}"`;
      case 'ID':
        return `"${this.#named(path, name)}"`;
      default:
        return JSON.stringify(name === 'sector' ? '31120' : name === 'code' ? '2015' : this.random.pick(WORDS));
    }
  }

  /** The id that fits an argument by its name, and now and then one that does not. */
  #named(path: string, name: string): string {
    if (this.random.percent(5)) return this.#id(undefined);
    if (/place|county|prefecture|governmentOf|within|home/i.test(name)) return this.random.percent(70) ? this.random.pick(PLACES) : this.#id('Place');
    if (path === 'place.code') return this.random.pick(PLACES);
    const type = Object.keys(this.names.ids).find(
      (known) => known.toLowerCase() === name.toLowerCase() || known.toLowerCase().endsWith(name.toLowerCase()),
    );
    return this.#id(type);
  }

  #id(type: string | undefined): string {
    const ids = this.names.ids[type ?? this.random.pick(Object.keys(this.names.ids))] ?? [];
    return ids.length > 0 ? this.random.pick(ids) : 'bm9uZTox';
  }
}

const reaching = new WeakMap<GraphQLSchema, Map<string, boolean>>();

/** Whether a type, or one below it, has an id of its own or pages. */
function reachesRows(schema: GraphQLSchema, type: GraphQLObjectType): boolean {
  const known = reaching.get(schema) ?? new Map<string, boolean>();
  reaching.set(schema, known);
  const before = known.get(type.name);
  if (before !== undefined) return before;
  known.set(type.name, false);
  const found =
    !isObjectType(type) ||
    type.name.endsWith('Connection') ||
    type.getFields().id !== undefined ||
    Object.values(type.getFields()).some((field) => {
      const below = getNamedType(field.type);
      return isCompositeType(below) && reachesRows(schema, below as GraphQLObjectType);
    });
  known.set(type.name, found);
  return found;
}
