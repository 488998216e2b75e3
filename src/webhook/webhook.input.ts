import { DateTimeResolver } from 'graphql-scalars';
import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { EventKind } from '../event/kinds.js';
import { WebhookDeliveryState, WebhookState } from './webhook.entity.js';

export enum WebhookOrder {
  NEWEST = 'NEWEST',
}

registerEnumType(WebhookOrder, {
  name: 'WebhookOrder',
  description: 'Orders of a list of webhooks, or of what was sent to one.',
  valuesConfig: { NEWEST: { description: 'Made last first.' } },
});

@InputType({ description: 'Which webhooks to list.' })
export class WebhookFilter {
  @Field(() => [WebhookState], { nullable: true, description: 'In one of these states.' })
  states?: WebhookState[] | null;
}

@InputType({ description: 'Which deliveries to list.' })
export class WebhookDeliveryFilter {
  @Field(() => [WebhookDeliveryState], { nullable: true, description: 'In one of these states.' })
  states?: WebhookDeliveryState[] | null;
}

@InputType({ description: 'A webhook for the organisation that the request is for.' })
export class CreateWebhookInput {
  @Field(() => String, { description: 'What it is called, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, {
    description: 'Where to send, `https://…`, at most 2,000 characters. It must lead to a public address, and a redirect is not followed.',
  })
  url!: string;

  @Field(() => [EventKind], { nullable: true, description: 'What to send, at least one kind; everything when it is left out.' })
  kinds?: string[] | null;
}

@InputType({ description: 'A webhook that gets a new secret.' })
export class RotateWebhookSecretInput {
  @Field(() => ID, { description: 'The webhook.' })
  webhook!: string;

  @Field(() => Int, { defaultValue: 24, description: 'For how many hours the secret until now signs beside the new one, 0 to 168.' })
  hours!: number;
}

@InputType({ description: 'A webhook to disable.' })
export class DisableWebhookInput {
  @Field(() => ID, { description: 'The webhook.' })
  webhook!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}

@InputType({ description: 'A webhook to enable again.' })
export class EnableWebhookInput {
  @Field(() => ID, { description: 'The webhook.' })
  webhook!: string;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether what happened meanwhile is sent first; else it goes on from now.' })
  catchUp!: boolean;
}

@InputType({ description: 'What to send once more: exactly one of the three.' })
export class ReplayWebhookInput {
  @Field(() => ID, { description: 'The webhook.' })
  webhook!: string;

  @Field(() => String, { nullable: true, description: 'Everything behind this position, in its order.' })
  afterPosition?: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'Everything that happened at this time or later, in its order.' })
  from?: Date | null;

  @Field(() => ID, { nullable: true, description: 'One delivery alone, before what else is to be sent.' })
  delivery?: string | null;
}
