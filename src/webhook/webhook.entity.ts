import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Account } from '../account/account.entity.js';
import { EventKind } from '../event/kinds.js';
import { Node } from '../reading/node.js';

export enum WebhookState {
  ACTIVE = 'ACTIVE',
  DISABLED = 'DISABLED',
  FAILED = 'FAILED',
}

registerEnumType(WebhookState, {
  name: 'WebhookState',
  description: 'Whether a webhook is sent to.',
  valuesConfig: {
    ACTIVE: { description: 'It is sent what happens.' },
    DISABLED: { description: 'Somebody has disabled it.' },
    FAILED: { description: 'It was given up, because for days nothing could be delivered or the receiver said that it is gone (410).' },
  },
});

export enum WebhookDeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  GIVEN_UP = 'GIVEN_UP',
}

registerEnumType(WebhookDeliveryState, {
  name: 'WebhookDeliveryState',
  description: 'What became of a message.',
  valuesConfig: {
    PENDING: { description: 'It is being tried.' },
    DELIVERED: { description: 'The receiver has answered with 2xx.' },
    GIVEN_UP: { description: 'It is not tried any more: a test that failed, or what was sent by a replay from elsewhere.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'An address that is sent what happens 回调. Seen by the managers of its organisation, and by administrators.',
})
@Entity({ tableName: 'webhook' })
export class Webhook extends Node {
  @Field(() => String, { description: 'What it is called.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'Where it is sent to.' })
  @Property({ type: 'text' })
  url!: string;

  @Field(() => [EventKind], { nullable: true, description: 'What is sent; null for everything.' })
  kinds!: string[] | null;

  @Field(() => WebhookState, { description: 'Whether it is sent to.' })
  @Property({ type: 'text' })
  state!: WebhookState;

  @Field(() => Account, { description: 'Who made it.' })
  @ManyToOne(() => Account, { fieldName: 'created_by' })
  createdBy!: Account;

  @Field(() => DateTimeResolver, { description: 'When it was made.' })
  @Property({ type: 'timestamptz', persist: false })
  createdAt!: string;

  @Field(() => String, { description: 'Up to which position of all that happens it has got what is for it.' })
  @Property({ type: new BigIntType('string') })
  position!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'Since when nothing could be delivered; null where the last delivery went well.' })
  @Property({ type: 'timestamptz', nullable: true })
  failingSince!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it is tried again, where the last attempt failed.' })
  @Property({ type: 'timestamptz', nullable: true })
  nextAttemptAt!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'Until when the secret before the last `rotateWebhookSecret` signs, too.' })
  @Property({ type: 'timestamptz', nullable: true, fieldName: 'previous_until' })
  previousSecretUntil!: string | null;
}

@ObjectType({ implements: Node, description: 'A message to a webhook, with each attempt to deliver it.' })
@Entity({ tableName: 'webhook_delivery' })
export class WebhookDelivery extends Node {
  @Field(() => String, { description: 'What it tells: one of EventKind, or "ping" for a test.' })
  @Property({ type: 'text' })
  kind!: string;

  @Field(() => String, { nullable: true, description: 'The position of what happened; null for a test.' })
  @Property({ type: new BigIntType('string'), nullable: true })
  position!: string | null;

  @Field(() => String, { description: 'The header `webhook-id`: the same whenever the same is sent again.' })
  @Property({ type: 'text' })
  messageId!: string;

  @Field(() => WebhookDeliveryState, { description: 'What became of it.' })
  @Property({ type: 'text' })
  state!: WebhookDeliveryState;

  @Field(() => Int, { description: 'How often it was tried.' })
  @Property({ type: 'integer' })
  attemptCount!: number;

  @Field(() => DateTimeResolver, { description: 'When it was first tried, or asked for.' })
  @Property({ type: 'timestamptz', persist: false })
  createdAt!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When the receiver had it; null before.' })
  @Property({ type: 'timestamptz', nullable: true })
  deliveredAt!: string | null;
}

@ObjectType({ description: 'One attempt to deliver a message.' })
@Entity({ tableName: 'webhook_attempt' })
export class WebhookAttempt {
  @PrimaryKey({ type: new BigIntType('string') })
  id!: string;

  @Field(() => DateTimeResolver, { description: 'When it began.' })
  @Property({ type: 'timestamptz' })
  attemptedAt!: string;

  @Field(() => Int, { description: 'How long it took, in milliseconds.' })
  @Property({ type: 'integer' })
  durationMs!: number;

  @Field(() => Int, { nullable: true, description: 'The HTTP status of the answer; null where none came.' })
  @Property({ type: 'smallint', nullable: true })
  status!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'What went wrong: the status, TIMEOUT, ADDRESS_REFUSED, or a code of the network such as ECONNREFUSED; null where nothing did.',
  })
  @Property({ type: 'text', nullable: true })
  problem!: string | null;
}
