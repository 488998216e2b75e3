import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Pairing } from './pairing.entity.js';
import { AgreePairingInput, EndPairingInput, PairingFilter, PairingOrder } from './pairing.input.js';
import { agreePairing, endPairing } from './pairing.service.js';

export const PairingConnection = connectionType(Pairing, 'Pairing');
export const PairingsArgs = pageArgs({ filter: PairingFilter, order: PairingOrder, defaultOrder: PairingOrder.NEWEST });
const AgreePairingPayload = payloadType('AgreePairing', Pairing, 'pairing', 'The pairing as recorded.');
const EndPairingPayload = payloadType('EndPairing', Pairing, 'pairing', 'The pairing with its last day.');

@Resolver(() => Pairing)
export class PairingResolver {
  @Query(() => PairingConnection, { description: 'Pairings, by programme, partner, place or day.' })
  async pairings(
    @Args(() => PairingsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Pairing), args);
  }

  @Mutation(() => AgreePairingPayload, {
    description:
      'Records a pairing that was agreed. A partner records its own, the programme office any. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async agreePairing(
    @Arg('input', () => AgreePairingInput, { description: 'The pairing.' }) input: AgreePairingInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return agreePairing(context, input, idempotencyKey);
  }

  @Mutation(() => EndPairingPayload, { description: 'Ends a pairing on a day. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.' })
  async endPairing(
    @Arg('input', () => EndPairingInput, { description: 'Which, when and why.' }) input: EndPairingInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return endPairing(context, input);
  }
}

@Resolver(() => Partner)
export class PartnerPairingsResolver {
  @FieldResolver(() => PairingConnection, { description: 'The pairings of the partner itself.' })
  pairings(@Args(() => PairingsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Place)
export class PlacePairingsResolver {
  @FieldResolver(() => PairingConnection, { description: 'The pairings with the place itself, not with places within it.' })
  pairings(@Args(() => PairingsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
