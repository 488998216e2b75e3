import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows, Row } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Partner } from './partner.entity.js';
import { PartnerFilter, PartnerOrder, RegisterPartnerInput } from './partner.input.js';
import { hasNaturalKey } from './partner.reading.js';
import { registerPartner } from './partner.service.js';

export const PartnerConnection = connectionType(Partner, 'Partner');
export const PartnersArgs = pageArgs({ filter: PartnerFilter, order: PartnerOrder, defaultOrder: PartnerOrder.NAME });
const RegisterPartnerPayload = payloadType('RegisterPartner', Partner, 'partner', 'The partner as registered.');

@Resolver(() => Partner)
export class PartnerResolver {
  @Query(() => PartnerConnection, { description: 'Partners, by name, code, kind or home.' })
  async partners(
    @Args(() => PartnersArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Partner), args);
  }

  @Query(() => Partner, {
    nullable: true,
    description: 'The partner with this natural key: a credit code, or for a government its place. Null when there is none.',
  })
  async partner(
    @Arg('creditCode', () => String, { nullable: true, description: 'Unified social credit code, 18 characters.' }) creditCode: string | null,
    @Arg('governmentOf', () => ID, { nullable: true, description: 'The place that the government governs: its id or its code. Unknown: NOT_FOUND.' })
    governmentOf: string | null,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Row | null> {
    return reader.one(info, shapeOf(Partner), hasNaturalKey(creditCode, governmentOf));
  }

  @FieldResolver(() => PartnerConnection, { description: 'The partners directly under it: districts, subsidiaries, members.' })
  children(@Args(() => PartnersArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @Mutation(() => RegisterPartnerPayload, {
    description: 'Registers an organisation as a partner. By the programme office. Errors: FORBIDDEN, RULE_BROKEN, CONFLICT.',
  })
  async registerPartner(
    @Arg('input', () => RegisterPartnerInput, { description: 'The partner.' }) input: RegisterPartnerInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return registerPartner(context, input, idempotencyKey);
  }
}
