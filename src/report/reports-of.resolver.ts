import { Args, FieldResolver, Resolver } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { ReportingPeriod } from '../period/period.entity.js';
import type { PageArgs } from '../reading/page.args.js';
import { filledByStatement } from '../reading/wire.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { Report } from './report.entity.js';
import { ReportConnection, ReportsArgs } from './report.resolver.js';

@Resolver(() => Partner)
export class PartnerReportsResolver {
  @FieldResolver(() => ReportConnection, { description: 'What it owes and has handed in, as far as the viewer sees it; see `reports`.' })
  reports(@Args(() => ReportsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => ReportingPeriod)
export class PeriodReportsResolver {
  @FieldResolver(() => ReportConnection, { description: 'What is owed and was handed in for it, as far as the viewer sees it; see `reports`.' })
  reports(@Args(() => ReportsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => WaitingItem)
export class WaitingReportResolver {
  @FieldResolver(() => Report, { nullable: true, description: 'The report that waits; null where it is another kind of thing.' })
  report(): never {
    return filledByStatement();
  }
}
