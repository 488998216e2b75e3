import { type EntityMetadata, type EntityProperty, type MetadataStorage, ReferenceKind } from '@mikro-orm/core';
import { type Alias, type Sql, sql } from '../shared/sql.js';
import { allShapes, extendShape, findShape, getShape, type Relation, shownKey, type TypeClass } from './shape.js';

/** JavaScript's numbers hold neither, so they travel as text: decimals without the zeros that say nothing. */
const INTEGER = /^(bigint|int8)/;
const DECIMAL = /^(numeric|decimal)/;

/** Where an entity's rows are kept: its table, and the column of each property. */
interface Stored {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
}

const stored = new Map<string, Stored>();

export function storedOf({ name }: TypeClass): Stored {
  const found = stored.get(name);
  if (found === undefined) throw new Error(`Expected an entity, got ${name}`);
  return found;
}

/** Takes the plain columns and the references to other rows from the entities, so that they are written down once. */
export function completeFromEntities(metadata: MetadataStorage): void {
  for (const { className, tableName, properties } of metadata) {
    const columns = Object.values(properties).map((property: EntityProperty) => [property.name, property.fieldNames?.[0] ?? ''] as const);
    stored.set(className, { table: tableName, columns: new Map(columns) });
  }
  for (const shape of allShapes()) {
    const entity = [...metadata].find(({ className }) => className === shape.type);
    if (!entity) continue;
    const properties = Object.values(entity.properties) as EntityProperty[];
    const columns = properties
      .filter((property) => property.kind === ReferenceKind.SCALAR && shape.columns[property.name] === undefined)
      .map((property) => [property.name, columnOf(property)] as const);
    const references = properties
      .filter((property) => property.kind === ReferenceKind.MANY_TO_ONE && shape.one[property.name] === undefined)
      .map((property) => [property.name, referenceOf(property)] as const);
    extendShape(entity.class as unknown as { name: string } & (() => void), {
      columns: { ...Object.fromEntries(columns), ...shape.columns },
      one: { ...Object.fromEntries(references.filter(([, relation]) => relation !== null)), ...shape.one } as Record<string, Relation>,
    });
  }
}

function columnOf(property: EntityProperty): (row: Alias) => Sql {
  const [column = ''] = property.fieldNames;
  const [type = ''] = property.columnTypes;
  if (INTEGER.test(type)) return (row) => sql`${row(column)}::text`;
  if (DECIMAL.test(type)) return (row) => sql`trim_scale(${row(column)})::text`;
  return (row) => row(column);
}

function referenceOf(property: EntityProperty): Relation | null {
  const target = property.targetMeta as EntityMetadata;
  const shape = findShape(target.className);
  if (!shape) return null;
  const [column = ''] = property.fieldNames;
  const [key = 'id'] = target.getPrimaryProp().fieldNames;
  return { to: () => getShape(target.className), on: (parent, child) => sql`${child(key)} = ${shownKey(shape, parent(column))}` };
}
