import { Field, ObjectType } from 'type-graphql';
import type { TypeClass } from '../reading/shape.js';

/** What a write hands to its payload: the key of the row, which the payload's field then reads as the viewer sees it. */
export interface Written {
  readonly id: string;
}

/** The payload of a mutation: the row it wrote, read again with what the client selects of it. */
export function payloadType(action: string, type: TypeClass, fieldName: string, description: string): TypeClass {
  @ObjectType(`${action}Payload`, { description: `What ${action} wrote.` })
  class Payload {}

  Field(() => type, { description })(Payload.prototype, fieldName);
  return Payload;
}
