import { type GraphQLResolveInfo, getNamedType, isObjectType } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { type Sql, sql } from '../shared/sql.js';
import { fieldsOf, selectionOf } from './selection.js';
import { findShape } from './shape.js';
import { StatementWriter } from './statement.js';

/** Reads the row of this key for the payload that a request selects. */
export type PayloadStatement = (id: Sql) => Sql<{ answer: string | null }>;

/**
 * How a mutation's payload is read, where it is asked for one row: so that a write can read it in its own transaction, with the last
 * thing that it does. Where it is asked for none or several, its fields read for themselves when the write is done.
 */
export function payloadStatement(viewer: Viewer, info: GraphQLResolveInfo): PayloadStatement | undefined {
  const payload = getNamedType(info.returnType);
  const [field, ...others] = fieldsOf(selectionOf(info), payload.name);
  if (!isObjectType(payload) || field === undefined || others.length > 0) return undefined;
  const shape = findShape(getNamedType(payload.getFields()[field.name]?.type)?.name ?? '');
  if (shape === undefined) return undefined;
  return (id) => sql`select ${new StatementWriter(viewer).one(shape, field.selection, (row) => sql`${row('id')} = ${id}`)}::text as answer`;
}
