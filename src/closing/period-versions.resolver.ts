import { Args, FieldResolver, Resolver } from 'type-graphql';
import { ContributionConnection, ContributionsArgs } from '../contribution/contribution.resolver.js';
import { ReportingPeriod } from '../period/period.entity.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import { filledByStatement } from '../reading/wire.js';
import { ReportingPeriodFigure, ReportingPeriodVersion } from './period-version.entity.js';

const ReportingPeriodVersionConnection = connectionType(ReportingPeriodVersion, 'ReportingPeriodVersion');
const VersionsArgs = pageArgs({});

@Resolver(() => ReportingPeriod)
export class PeriodVersionsResolver {
  @FieldResolver(() => ReportingPeriodVersionConnection, {
    description:
      'Its versions with their instants, the first first; none while it is open. Which one held at an instant is the last that came before it.',
  })
  versions(@Args(() => VersionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => ContributionConnection, {
    description:
      'The contributions of its programme that are dated in it, as far as the viewer sees them; with a filter by state, what is not accepted yet.',
  })
  contributions(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => ReportingPeriodVersion)
export class VersionFiguresResolver {
  @FieldResolver(() => [ReportingPeriodFigure], { description: 'What the accepted contributions of the period add up to, by class, stage and form.' })
  figures(): never {
    return filledByStatement();
  }
}
