import { Args, FieldResolver, Resolver } from 'type-graphql';
import { Agreement } from '../agreement/agreement.entity.js';
import { Finding } from '../audit/finding.entity.js';
import { Confirmation } from '../contribution/confirmation.entity.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { Project } from '../project/project.entity.js';
import { connectionType } from '../reading/connection.js';
import { PageArgs } from '../reading/page.args.js';
import { filledByStatement } from '../reading/wire.js';
import { Report } from '../report/report.entity.js';
import { Evidence } from './evidence.entity.js';

const EvidenceConnection = connectionType(Evidence, 'Evidence');

const DESCRIPTION = 'The files that are bound to it, as far as the viewer sees them; the last first.';

@Resolver(() => Contribution)
export class ContributionEvidenceResolver {
  @FieldResolver(() => EvidenceConnection, { description: DESCRIPTION })
  evidence(@Args(() => PageArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Finding)
export class FindingEvidenceResolver {
  @FieldResolver(() => EvidenceConnection, { description: DESCRIPTION })
  evidence(@Args(() => PageArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Confirmation)
export class ConfirmationEvidenceResolver {
  @FieldResolver(() => EvidenceConnection, { description: DESCRIPTION })
  evidence(@Args(() => PageArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Report)
export class ReportEvidenceResolver {
  @FieldResolver(() => EvidenceConnection, { description: DESCRIPTION })
  evidence(@Args(() => PageArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Project)
export class ProjectEvidenceResolver {
  @FieldResolver(() => EvidenceConnection, { description: DESCRIPTION })
  evidence(@Args(() => PageArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Agreement)
export class AgreementEvidenceResolver {
  @FieldResolver(() => EvidenceConnection, { description: DESCRIPTION })
  evidence(@Args(() => PageArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
