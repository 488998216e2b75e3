import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Node } from '../reading/node.js';

@ObjectType({
  implements: Node,
  description: 'Somebody who signs in. Seen by itself, by the managers of its organisations and by administrators.',
})
@Entity({ tableName: 'account' })
export class Account extends Node {
  @Field(() => String, { description: "The person's name." })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name for signing in with a password; null for who signs in by an identity provider only.',
  })
  @Property({ type: 'text', nullable: true })
  signInName!: string | null;

  @Field(() => Boolean, { description: 'True for an account of the demonstration and for whom it invited: what they write is an example.' })
  @Property({ type: 'boolean', default: false })
  demonstration!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was made.' })
  @Property({ type: 'timestamptz', persist: false })
  createdAt!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'Since when none of its tokens is taken any more; null as long as it is active.' })
  @Property({ type: 'timestamptz', nullable: true })
  deactivatedAt!: string | null;
}
