import { BigIntType } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Node } from '../reading/node.js';

@ObjectType({
  implements: Node,
  description:
    'An objection 异议 to a project on public notice. Seen by whoever made it, the partners and places of the project, the programme office, auditors and administrators.',
})
@Entity({ tableName: 'project_objection' })
export class ProjectObjection extends Node {
  @Property({ type: new BigIntType('string') })
  projectId!: string;

  @Field(() => String, { description: 'The name of the account that made it, as it was then.' })
  @Property({ type: 'text' })
  accountName!: string;

  @Field(() => String, { description: 'What is against the project.' })
  @Property({ type: 'text' })
  body!: string;

  @Field(() => Boolean, { description: 'True for one of the demonstration.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was made.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was withdrawn; null while it stands.' })
  @Property({ type: 'timestamptz', nullable: true, persist: false })
  withdrawnAt!: string | null;
}
