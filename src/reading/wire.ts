import { type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { assertMayRead } from '../access/permissions.js';
import { AppError } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { encodeCursor } from '../shared/page/cursor.js';
import { lookBack, takeAsOf } from './as-of.js';
import { payloadStatement } from './payload.js';
import type { ConnectionRows, Row } from './reader.js';
import type { ReadingContext } from './reading-context.js';
import { relationKey } from './relation-key.js';
import { fieldsOf, selectionOf } from './selection.js';
import { findShape, getShape, isReadByShape } from './shape.js';

/**
 * Gives the schema's types the resolvers that take rows apart. What the statement read is only handed on: a column by
 * its name, what is below a row by its response key, and ids and cursors made opaque.
 */
export function wireRows(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    // TypeGraphQL would look a row's type up in a promise.
    if (isInterfaceType(type)) type.resolveType = (row: { __typename: string }) => row.__typename;
    if (!isObjectType(type)) continue;
    if (type === schema.getQueryType()) wireQueries(type, schema);
    else if (type === schema.getMutationType()) wireMutations(type);
    else if (isReadByShape(type.name)) wireShape(type);
    else if (type.name.endsWith('Connection')) wireConnection(type);
    else if (type.name.endsWith('Payload')) wirePayload(type);
  }
}

/** Everything that is asked is read, but for who asks. */
function wireQueries(type: GraphQLObjectType, schema: GraphQLSchema): void {
  for (const field of Object.values(type.getFields())) {
    const { name, resolve } = field;
    if (resolve === undefined || name === 'viewer') continue;
    const looksBack = takeAsOf(field, schema);
    field.resolve = (root, args, context: ReadingContext, info) => {
      assertMayRead(context.viewer);
      if (looksBack && args.asOf != null) lookBack(context, info, args.asOf);
      return resolve(root, args, context, info);
    };
  }
}

/** A write knows what will be asked of its row, and may bring it along. */
function wireMutations(type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields())) {
    const { resolve } = field;
    if (resolve === undefined) continue;
    field.resolve = (root, args, context: ReadingContext, info) => {
      if (context.viewer.scopes !== null && readsBeyondItsRow(info)) assertMayRead(context.viewer);
      return resolve(root, args, { ...context, answer: payloadStatement(context.viewer, info) }, info);
    };
  }
}

/** Whether a payload is asked for more than plain fields of the row that was written: from a row one comes to all that it is related to. */
function readsBeyondItsRow(info: GraphQLResolveInfo): boolean {
  const rows = fieldsOf(selectionOf(info), getNamedType(info.returnType).name);
  return rows.flatMap(({ selection }) => Object.values(selection).flatMap(Object.values)).some(({ selection }) => Object.keys(selection).length > 0);
}

/** A payload reads the row that was written, as any other row is read, unless the write has brought it. */
function wirePayload(type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields())) {
    const { name } = getNamedType(field.type);
    if (findShape(name)) {
      field.resolve = async ({ id, row }: { id: string; row?: Row }, _args, { reader }: ReadingContext, info) =>
        row ?? (await reader.byId(info, getShape(name), id)) ?? goneSince();
    }
  }
}

/** The write was done, and before its row was read another one took it out of the viewer's sight. */
function goneSince(): never {
  throw new AppError(
    'CONFLICT',
    {
      zh: '写入已完成，但该记录随即被另一项写入撤回，您已无权查看。',
      en: 'The write was done, and another one has withdrawn its row since, so that you no longer see it.',
    },
    { reason: 'GONE_SINCE' },
  );
}

/** A row without its key was read by a shape that is not complete, and an id made of it would lead nowhere. */
function keyOf({ id }: Row): string {
  if (typeof id !== 'string') throw new Error('The row was read without its key');
  return id;
}

/** What is below a row, and has a shape of its own, was read with it. Everything else is a column, or has a resolver. */
function wireShape(type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields())) {
    const fieldType = getNamedType(field.type).name;
    if (field.name === 'id') field.resolve = (row: Row) => encodeId(type.name, keyOf(row));
    else if (findShape(fieldType) || fieldType.endsWith('Connection')) delete field.resolve;
  }
}

/**
 * Reads a field that has no resolver. What is below a row stands under the field's name, unless the request asks for it under several
 * keys. Compiled execution reads the name only, so such a request is not compiled (`isCompilable`).
 */
export function readField(row: Row, _args: unknown, _context: unknown, { fieldName, path }: GraphQLResolveInfo): unknown {
  return row[relationKey(String(path.key))] ?? row[fieldName];
}

function wireConnection(type: GraphQLObjectType): void {
  const fields = type.getFields();
  const set = (name: string, resolve: (page: ConnectionRows) => unknown) => {
    const field = fields[name];
    if (field) field.resolve = resolve;
  };
  set('nodes', rowsOf);
  set('edges', (page) => rowsOf(page).map((node) => ({ node, cursor: node['@cursor'] && cursorOf(page, node) })));
  set('totalCount', (page) => page.total);
  set('pageInfo', (page) => {
    const rows = rowsOf(page);
    const [first, last] = [rows[0], rows.at(-1)];
    return {
      hasNextPage: page.rows.length > page.size,
      hasPreviousPage: page.continued,
      startCursor: first ? cursorOf(page, first) : null,
      endCursor: last ? cursorOf(page, last) : null,
    };
  });
}

function rowsOf(page: ConnectionRows): ConnectionRows['rows'] {
  return page.rows.length > page.size ? page.rows.slice(0, page.size) : page.rows;
}

function cursorOf(page: ConnectionRows, row: ConnectionRows['rows'][number]): string {
  const keys = row['@cursor'];
  if (keys === undefined) throw new Error('The row was read without its cursor');
  return encodeCursor(page.order, keys);
}

/** The body of a field that a shape declares: its statement has filled it, and `wireRows` has replaced this resolver. */
export function filledByStatement(): never {
  throw new Error('The field is declared in no shape, so no statement has filled it');
}
