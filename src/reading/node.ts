import { BigIntType } from '@mikro-orm/core';
import { PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType({
  description: 'Anything with an id that can be asked for again by `node(id:)` (Relay global object identification).',
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'An opaque id, unique over all types. Keep it as it is; it is not built or taken apart by clients.' })
  @PrimaryKey({ type: new BigIntType('string') })
  id!: string;
}
