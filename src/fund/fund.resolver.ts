import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Fund } from './fund.entity.js';
import { FundFilter, FundOrder, OpenFundInput } from './fund.input.js';
import { openFund } from './fund.service.js';

export const FundConnection = connectionType(Fund, 'Fund');
const FundsArgs = pageArgs({ filter: FundFilter, order: FundOrder, defaultOrder: FundOrder.NAME });
const OpenFundPayload = payloadType('OpenFund', Fund, 'fund', 'The fund as opened, with a balance of zero.');

@Resolver(() => Fund)
export class FundResolver {
  @Query(() => FundConnection, { description: 'Funds, by programme, partner or place.' })
  async funds(@Args(() => FundsArgs) args: PageArgs, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Fund), args);
  }

  @Mutation(() => OpenFundPayload, {
    description: 'Opens a fund for the own partner or place; the programme office opens any. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async openFund(
    @Arg('input', () => OpenFundInput, { description: 'The fund.' }) input: OpenFundInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return openFund(context, input, idempotencyKey);
  }
}

@Resolver(() => Partner)
export class PartnerFundsResolver {
  @FieldResolver(() => FundConnection, { description: 'The funds that the partner holds.' })
  funds(@Args(() => FundsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
