import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync, getMetadataStorage, type PubSub } from 'type-graphql';
import { AccountResolver } from './account/account.resolver.js';
import { HistoryActorResolver } from './account/history-actor.resolver.js';
import { SessionResolver } from './account/session.resolver.js';
import * as agreement from './agreement/agreement.resolver.js';
import { AuditSampleResolver } from './audit/audit.resolver.js';
import { ContributionFindingsResolver, FindingResolver, ProjectFindingsResolver, WaitingFindingResolver } from './audit/finding.resolver.js';
import * as correctionRequest from './closing/correction-request.resolver.js';
import * as periodVersions from './closing/period-versions.resolver.js';
import * as confirmation from './contribution/confirmation.resolver.js';
import * as contribution from './contribution/contribution.resolver.js';
import * as contributionsOf from './contribution/contributions-of.resolver.js';
import { ContributionMatchResolver, MatchingOfferResolver, OFFERS_OF_RESOLVERS } from './contribution/matching.resolver.js';
import { ChangeResolver, EventResolver, WaitingChangeResolver } from './event/change.resolver.js';
import { EvidenceFileResolver, EvidenceResolver } from './evidence/evidence.resolver.js';
import {
  AgreementEvidenceResolver,
  ConfirmationEvidenceResolver,
  ContributionEvidenceResolver,
  FindingEvidenceResolver,
  ProjectEvidenceResolver,
  ReportEvidenceResolver,
} from './evidence/subject-evidence.resolver.js';
import * as fund from './fund/fund.resolver.js';
import { HistoryEntryResolver } from './history/history-entry.resolver.js';
import { ImpactCountsResolver } from './impact/counts.js';
import { ImpactResolver, LeftOutResolver } from './impact/impact.resolver.js';
import { ImpactCellResolver } from './impact/impact-cell.type.js';
import { IMPACT_OF_RESOLVERS } from './impact/impact-of.resolver.js';
import { wireImpact } from './impact/wire-impact.js';
import { NodeResolver } from './node.resolver.js';
import * as pairing from './pairing/pairing.resolver.js';
import { MergedRecordResolver, PartnerMergeResolver } from './partner/merging.resolver.js';
import { PartnerResolver } from './partner/partner.resolver.js';
import { ReportingPeriodResolver } from './period/period.resolver.js';
import { PlaceResolver } from './place/place.resolver.js';
import { usePlainResolvers } from './plain-resolvers.js';
import { ProgrammeResolver } from './programme/programme.resolver.js';
import * as project from './project/project.resolver.js';
import * as projectLife from './project/project-life.resolver.js';
import './account/account.reading.js';
import './agreement/agreement.reading.js';
import './closing/closing.reading.js';
import './audit/audit.reading.js';
import './contribution/confirmation.reading.js';
import './contribution/contribution.reading.js';
import './contribution/matching.reading.js';
import './evidence/evidence.reading.js';
import './fund/fund.reading.js';
import './pairing/pairing.reading.js';
import './partner/partner.reading.js';
import './period/period.reading.js';
import './place/place.reading.js';
import './programme/programme.reading.js';
import './project/project.reading.js';
import './project/project-life.reading.js';
import './report/report.reading.js';
import './result/result.reading.js';
import './waiting/waiting.reading.js';
import './webhook/webhook.reading.js';
import { wireRows } from './reading/wire.js';
import * as report from './report/report.resolver.js';
import * as reportsOf from './report/reports-of.resolver.js';
import { PublishedFigureResolver } from './result/published-figure.resolver.js';
import { wireMoney } from './shared/money/money.type.js';
import { ViewerResolver } from './viewer.resolver.js';
import { WaitingResolver } from './waiting/waiting.resolver.js';
import { WaitingWebhookResolver, WebhookDeliveryResolver, WebhookResolver } from './webhook/webhook.resolver.js';

/** TypeGraphQL asks for one; the subscriptions here read the outbox. */
const NOBODYS: PubSub = {
  publish: () => {
    throw new Error('Nothing is published in memory');
  },
  subscribe: () => {
    throw new Error('A subscription says itself what it reads');
  },
};

/** The API, from all modules. */
export function buildApiSchema(): GraphQLSchema {
  // A plain field is read from its row by execution itself, without a function of TypeGraphQL's that does the same.
  for (const type of getMetadataStorage().objectTypes) type.simpleResolvers = true;
  const schema = buildSchemaSync({
    resolvers: [
      NodeResolver,
      ViewerResolver,
      PlaceResolver,
      PartnerResolver,
      PartnerMergeResolver,
      MergedRecordResolver,
      AccountResolver,
      SessionResolver,
      HistoryEntryResolver,
      HistoryActorResolver,
      ProgrammeResolver,
      ReportingPeriodResolver,
      pairing.PairingResolver,
      pairing.PartnerPairingsResolver,
      pairing.PlacePairingsResolver,
      fund.FundResolver,
      fund.PartnerFundsResolver,
      project.ProjectResolver,
      project.ProjectPlaceResolver,
      project.PartnerProjectsResolver,
      project.PlaceProjectsResolver,
      project.PairingProjectsResolver,
      projectLife.ProjectLifeResolver,
      projectLife.WaitingProjectResolver,
      agreement.AgreementResolver,
      agreement.AgreementAmendmentResolver,
      agreement.PairingAgreementsResolver,
      agreement.ProjectSuspensionsResolver,
      agreement.WaitingAgreementResolver,
      contribution.ContributionResolver,
      contribution.ContributionPlaceResolver,
      contribution.ContributionSectorResolver,
      contributionsOf.PartnerContributionsResolver,
      contributionsOf.PlaceContributionsResolver,
      contributionsOf.PairingContributionsResolver,
      contributionsOf.ProjectContributionsResolver,
      contributionsOf.FundContributionsResolver,
      confirmation.ContributionLifeResolver,
      confirmation.ConfirmationResolver,
      confirmation.WaitingContributionResolver,
      correctionRequest.CorrectionRequestResolver,
      correctionRequest.ContributionPeriodResolver,
      correctionRequest.WaitingCorrectionResolver,
      periodVersions.PeriodVersionsResolver,
      periodVersions.VersionFiguresResolver,
      report.ReportResolver,
      report.ReportRoundResolver,
      reportsOf.PartnerReportsResolver,
      reportsOf.PeriodReportsResolver,
      reportsOf.WaitingReportResolver,
      WaitingResolver,
      EventResolver,
      ChangeResolver,
      WaitingChangeResolver,
      ContributionMatchResolver,
      MatchingOfferResolver,
      ...OFFERS_OF_RESOLVERS,
      AuditSampleResolver,
      FindingResolver,
      ContributionFindingsResolver,
      ProjectFindingsResolver,
      WaitingFindingResolver,
      FindingEvidenceResolver,
      EvidenceResolver,
      EvidenceFileResolver,
      ContributionEvidenceResolver,
      ProjectEvidenceResolver,
      AgreementEvidenceResolver,
      ConfirmationEvidenceResolver,
      ReportEvidenceResolver,
      PublishedFigureResolver,
      WebhookResolver,
      WebhookDeliveryResolver,
      WaitingWebhookResolver,
      ImpactResolver,
      ImpactCountsResolver,
      ImpactCellResolver,
      LeftOutResolver,
      ...IMPACT_OF_RESOLVERS,
    ],
    validate: false,
    pubSub: NOBODYS,
  });
  describeRoots(schema);
  usePlainResolvers(schema);
  wireRows(schema);
  wireImpact(schema);
  wireMoney(schema);
  return schema;
}

/** TypeGraphQL makes these types itself and leaves them without a word. */
function describeRoots(schema: GraphQLSchema): void {
  const [query, mutation, subscription] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  if (query) query.description = 'What can be read. Everybody reads what is accepted; who is signed in also reads what is their own to see.';
  if (mutation) mutation.description = 'What can be written. Each is whole or not at all, and recorded in the history.';
  if (subscription) {
    subscription.description =
      'What is told as it happens, over a WebSocket at the same address (graphql-ws). What may not be seen by a query is not told either.';
  }
}

/** The schema as it is kept in schema/schema.graphql. */
export function printApiSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
