import { Args, FieldResolver, Resolver } from 'type-graphql';
import { Fund } from '../fund/fund.entity.js';
import { Pairing } from '../pairing/pairing.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Project } from '../project/project.entity.js';
import type { PageArgs } from '../reading/page.args.js';
import { filledByStatement } from '../reading/wire.js';
import { ContributionConnection, ContributionsArgs } from './contribution.resolver.js';

@Resolver(() => Partner)
export class PartnerContributionsResolver {
  @FieldResolver(() => ContributionConnection, { description: 'What the partner itself gave, and what was given through it.' })
  contributions(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Place)
export class PlaceContributionsResolver {
  @FieldResolver(() => ContributionConnection, { description: 'Contributions with a part in the place or within it.' })
  contributions(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Pairing)
export class PairingContributionsResolver {
  @FieldResolver(() => ContributionConnection, { description: 'Contributions that count under the pairing.' })
  contributions(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Project)
export class ProjectContributionsResolver {
  @FieldResolver(() => ContributionConnection, { description: 'What was given to the project.' })
  contributions(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Fund)
export class FundContributionsResolver {
  @FieldResolver(() => ContributionConnection, { description: 'What went into the fund.' })
  contributionsIn(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => ContributionConnection, { description: 'What moved on from the fund.' })
  contributionsOut(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
