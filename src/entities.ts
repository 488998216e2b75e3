import { AccessToken } from './account/access-token.entity.js';
import { Account } from './account/account.entity.js';
import { Invitation } from './account/invitation.entity.js';
import { Membership } from './account/membership.entity.js';
import { Agreement } from './agreement/agreement.entity.js';
import { AgreementAmendment } from './agreement/agreement-amendment.entity.js';
import { AgreementSignature } from './agreement/agreement-signature.entity.js';
import { ProjectSuspension } from './agreement/project-suspension.entity.js';
import { AuditSample, AuditSampleRow } from './audit/audit-sample.entity.js';
import { AuditVisit } from './audit/audit-visit.entity.js';
import { Finding, FindingAnswer } from './audit/finding.entity.js';
import { CorrectionRequest } from './closing/correction-request.entity.js';
import { ReportingPeriodFigure, ReportingPeriodVersion } from './closing/period-version.entity.js';
import { Confirmation, ConfirmationLine } from './contribution/confirmation.entity.js';
import { Contribution, ContributionLine, ContributionPlace, ContributionSector } from './contribution/contribution.entity.js';
import { ContributionMessage } from './contribution/contribution-message.entity.js';
import { ContributionMatch, MatchingOffer } from './contribution/matching-offer.entity.js';
import { Evidence, EvidenceFile } from './evidence/evidence.entity.js';
import { Fund } from './fund/fund.entity.js';
import { HistoryEntry } from './history/history-entry.entity.js';
import { Pairing } from './pairing/pairing.entity.js';
import { Partner } from './partner/partner.entity.js';
import { ReportingPeriod } from './period/period.entity.js';
import { Place } from './place/place.entity.js';
import { PoorCounty } from './place/poor-county.entity.js';
import { Programme, ProgrammeLevel } from './programme/programme.entity.js';
import { Sector } from './programme/sector.entity.js';
import { Project, ProjectPlace } from './project/project.entity.js';
import { ProjectAcceptance } from './project/project-acceptance.entity.js';
import { ProjectObjection } from './project/project-objection.entity.js';
import { Node } from './reading/node.js';
import { Report } from './report/report.entity.js';
import { ReportFigure, ReportForecast, ReportReview, ReportRound } from './report/report-round.entity.js';
import { PublishedFigure } from './result/published-figure.entity.js';
import { WaitingItem } from './waiting/waiting.entity.js';
import { Webhook, WebhookAttempt, WebhookDelivery } from './webhook/webhook.entity.js';

/** Everything the ORM maps. */
export const ENTITIES = [
  Node,
  Place,
  PoorCounty,
  Partner,
  Account,
  Membership,
  AccessToken,
  Invitation,
  HistoryEntry,
  Programme,
  ProgrammeLevel,
  Sector,
  ReportingPeriod,
  Pairing,
  Fund,
  Project,
  ProjectPlace,
  ProjectAcceptance,
  ProjectObjection,
  Agreement,
  AgreementAmendment,
  AgreementSignature,
  ProjectSuspension,
  Contribution,
  ContributionPlace,
  ContributionSector,
  ContributionLine,
  Confirmation,
  ConfirmationLine,
  ContributionMessage,
  CorrectionRequest,
  ReportingPeriodVersion,
  ReportingPeriodFigure,
  Report,
  ReportRound,
  ReportFigure,
  ReportReview,
  ReportForecast,
  MatchingOffer,
  ContributionMatch,
  WaitingItem,
  AuditSample,
  AuditSampleRow,
  AuditVisit,
  Finding,
  FindingAnswer,
  EvidenceFile,
  Evidence,
  Webhook,
  WebhookDelivery,
  WebhookAttempt,
  PublishedFigure,
];
