import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver } from 'type-graphql';
import { Fund } from '../fund/fund.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Project } from '../project/project.entity.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import { filledByStatement } from '../reading/wire.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Contribution } from './contribution.entity.js';
import { ContributionConnection, ContributionsArgs } from './contribution.resolver.js';
import { OfferMatchingInput } from './matching.input.js';
import { offerMatching } from './matching.service.js';
import { MatchingOffer } from './matching-offer.entity.js';

const MatchingOfferConnection = connectionType(MatchingOffer, 'MatchingOffer');
const OffersArgs = pageArgs({});
const OfferMatchingPayload = payloadType('OfferMatching', MatchingOffer, 'offer', 'The offer as recorded.');

@Resolver(() => MatchingOffer)
export class MatchingOfferResolver {
  @FieldResolver(() => ContributionConnection, { description: 'What was given under it, as far as the viewer sees it.' })
  contributions(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @Mutation(() => OfferMatchingPayload, {
    description:
      "Offers to match what others give to a project or a fund, in the name of the viewer's partner. What is given under it says so by `matches` of `logContribution`. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.",
  })
  async offerMatching(
    @Arg('input', () => OfferMatchingInput, { description: 'The offer.' }) input: OfferMatchingInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return offerMatching(context, input, idempotencyKey);
  }
}

@Resolver(() => Contribution)
export class ContributionMatchResolver {
  @FieldResolver(() => Contribution, {
    nullable: true,
    description: 'The gift that it matches, as it counts now; null for nearly all. Each of the two counts once in any total.',
  })
  matches(): never {
    return filledByStatement();
  }

  @FieldResolver(() => MatchingOffer, { nullable: true, description: 'The offer that it is given under; null where it matches nothing.' })
  matchingOffer(): never {
    return filledByStatement();
  }

  @FieldResolver(() => ContributionConnection, { description: 'What others gave to match it, as far as the viewer sees it.' })
  matchedBy(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

/** The offers of whoever makes them, and for what they are made. */
function offersOf(type: typeof Partner | typeof Project | typeof Fund, description: string) {
  @Resolver(() => type)
  class OffersResolver {
    @FieldResolver(() => MatchingOfferConnection, { description })
    matchingOffers(@Args(() => OffersArgs) _page: PageArgs): never {
      return filledByStatement();
    }
  }
  return OffersResolver;
}

export const OFFERS_OF_RESOLVERS = [
  offersOf(Partner, 'What the partner offers to match.'),
  offersOf(Project, 'What partners offer to match of the gifts to the project.'),
  offersOf(Fund, 'What partners offer to match of the gifts to the fund.'),
];
