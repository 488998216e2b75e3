import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Info, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { isOfOrganisation } from '../account/account.reading.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Webhook, WebhookAttempt, WebhookDelivery } from './webhook.entity.js';
import {
  CreateWebhookInput,
  DisableWebhookInput,
  EnableWebhookInput,
  ReplayWebhookInput,
  RotateWebhookSecretInput,
  WebhookDeliveryFilter,
  WebhookFilter,
  WebhookOrder,
} from './webhook.input.js';
import { createWebhook, disableWebhook, enableWebhook, replayWebhook, rotateWebhookSecret, testWebhook } from './webhook.service.js';

const WebhookConnection = connectionType(Webhook, 'Webhook');
const WebhookDeliveryConnection = connectionType(WebhookDelivery, 'WebhookDelivery');
const WebhooksArgs = pageArgs({ filter: WebhookFilter, order: WebhookOrder, defaultOrder: WebhookOrder.NEWEST });
const DeliveriesArgs = pageArgs({ filter: WebhookDeliveryFilter, order: WebhookOrder, defaultOrder: WebhookOrder.NEWEST });

const DisableWebhookPayload = payloadType('DisableWebhook', Webhook, 'webhook', 'The webhook as disabled.');
const EnableWebhookPayload = payloadType('EnableWebhook', Webhook, 'webhook', 'The webhook as enabled.');
const TestWebhookPayload = payloadType('TestWebhook', WebhookDelivery, 'delivery', 'The message, which is sent in a moment.');
const ReplayWebhookPayload = payloadType('ReplayWebhook', Webhook, 'webhook', 'The webhook, with the position that it goes on from.');

@ObjectType({ description: 'A webhook that was made.' })
class CreateWebhookPayload {
  @Field(() => Webhook, { description: 'The webhook.' })
  webhook!: Webhook;

  @Field(() => String, {
    nullable: true,
    description: 'The secret that signs what is sent, `whsec_…`. Shown this once: null where the request repeats an earlier one.',
  })
  secret!: string | null;
}

@ObjectType({ description: 'A webhook that got a new secret.' })
class RotateWebhookSecretPayload {
  @Field(() => Webhook, { description: 'The webhook.' })
  webhook!: Webhook;

  @Field(() => String, {
    nullable: true,
    description: 'The new secret, `whsec_…`. Shown this once: null where the request repeats an earlier one.',
  })
  secret!: string | null;
}

@Resolver(() => Webhook)
export class WebhookResolver {
  @Query(() => WebhookConnection, {
    description: 'The webhooks of the organisation that the request is for. Its managers see them, and administrators those of every organisation.',
  })
  async webhooks(
    @Args(() => WebhooksArgs) args: PageArgs,
    @Ctx() { reader, viewer }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Webhook), args, (row) => (viewer.role === 'ADMINISTRATOR' ? sql`true` : isOfOrganisation(row, viewer)));
  }

  @FieldResolver(() => WebhookDeliveryConnection, { description: 'What was sent to it, and what is being tried.' })
  deliveries(@Args(() => DeliveriesArgs) _args: PageArgs): never {
    return filledByStatement();
  }

  @Mutation(() => CreateWebhookPayload, {
    description:
      'Has what happens from now on sent to an address, as far as the organisation has a hand in it: signed, at least once, in order. Errors: FORBIDDEN, RULE_BROKEN, CONFLICT.',
  })
  async createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'Where to, and what.' }) input: CreateWebhookInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return createWebhook(context, input, idempotencyKey);
  }

  @Mutation(() => RotateWebhookSecretPayload, {
    description: 'Gives a webhook a new secret; for some hours both sign. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async rotateWebhookSecret(
    @Arg('input', () => RotateWebhookSecretInput, { description: 'Which, and for how long both.' }) input: RotateWebhookSecretInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return rotateWebhookSecret(context, input, idempotencyKey);
  }

  @Mutation(() => DisableWebhookPayload, { description: 'Sends nothing more to a webhook. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.' })
  async disableWebhook(
    @Arg('input', () => DisableWebhookInput, { description: 'Which, and why.' }) input: DisableWebhookInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return disableWebhook(context, input);
  }

  @Mutation(() => EnableWebhookPayload, {
    description: 'Sends again to a webhook that was disabled or given up. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async enableWebhook(
    @Arg('input', () => EnableWebhookInput, { description: 'Which, and from where.' }) input: EnableWebhookInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return enableWebhook(context, input);
  }

  @Mutation(() => TestWebhookPayload, {
    description: 'Sends a message of the kind "ping", once, which tells nothing. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async testWebhook(@Arg('webhook', () => ID, { description: 'The webhook.' }) webhook: string, @Ctx() context: WritingContext): Promise<unknown> {
    return { id: (await testWebhook({ ...context, answer: undefined }, webhook)).delivery };
  }

  @Mutation(() => ReplayWebhookPayload, {
    description:
      'Sends once more what happened from a position or a time on, or one delivery. Each message has the id that it had, and a new timestamp. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async replayWebhook(
    @Arg('input', () => ReplayWebhookInput, { description: 'What.' }) input: ReplayWebhookInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return replayWebhook(context, input);
  }
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @FieldResolver(() => Webhook, { description: 'The webhook that it is for.' })
  webhook(): never {
    return filledByStatement();
  }

  @FieldResolver(() => [WebhookAttempt], { description: 'Each attempt, the first one first.' })
  attempts(): never {
    return filledByStatement();
  }
}

@Resolver(() => WaitingItem)
export class WaitingWebhookResolver {
  @FieldResolver(() => Webhook, {
    nullable: true,
    description: 'The webhook that was given up, for its managers; null where it is another kind of thing.',
  })
  webhook(): never {
    return filledByStatement();
  }
}
