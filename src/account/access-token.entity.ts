import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Node } from '../reading/node.js';
import { Account } from './account.entity.js';
import { Membership } from './membership.entity.js';
import { TokenKind, TokenScope } from './membership.enums.js';

@ObjectType({
  implements: Node,
  description:
    'A token as it is kept: all but itself, of which there is only a hash. Seen by its account, a service token also by the managers of its organisation, and each by administrators.',
})
@Entity({ tableName: 'access_token' })
export class AccessToken extends Node {
  @Field(() => TokenKind, { description: 'Whether a person or a machine uses it.' })
  @Property({ type: 'text' })
  kind!: TokenKind;

  @Field(() => String, { nullable: true, description: 'What a service token is called; null for a session.' })
  @Property({ type: 'text', nullable: true })
  name!: string | null;

  @Field(() => Account, { description: 'Whose session it is, or who made the service token.' })
  @ManyToOne(() => Account, { fieldName: 'account_id' })
  account!: Account;

  @Field(() => Membership, { nullable: true, description: 'The membership that a service token is bound to, and ends with; null for a session.' })
  @ManyToOne(() => Membership, { nullable: true, fieldName: 'membership_id' })
  membership!: Membership | null;

  @Field(() => [TokenScope], {
    nullable: true,
    description: 'What a service token is narrowed to; null for a session, which does what the account may.',
  })
  scopes!: string[] | null;

  @Field(() => DateTimeResolver, { description: 'When it was made.' })
  @Property({ type: 'timestamptz', persist: false })
  issuedAt!: string;

  @Field(() => DateTimeResolver, { description: 'When it ends by itself.' })
  @Property({ type: 'timestamptz' })
  expiresAt!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was last used, to a minute or two; null when it never was.' })
  @Property({ type: 'timestamptz', nullable: true })
  lastUsedAt!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was taken back; null when it was not.' })
  @Property({ type: 'timestamptz', nullable: true })
  revokedAt!: string | null;
}
