import { Field, ObjectType } from 'type-graphql';
import type { TypeClass } from '../reading/shape.js';

/** What a write hands to its payload: the key of the row, and what it was asked to read of it; else the payload's field reads it then. */
export interface Written {
  readonly id: string;
  readonly row?: unknown;
}

/** The payload of a mutation: the row it wrote, read again with what the client selects of it. */
export function payloadType(action: string, type: TypeClass, fieldName: string, description: string): TypeClass {
  @ObjectType(`${action}Payload`, { description: `What ${action} wrote.` })
  class Payload {}

  Field(() => type, { description })(Payload.prototype, fieldName);
  return Payload;
}
