import { type DocumentNode, type GraphQLSchema, getNamedType, isCompositeType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { findShape } from '../reading/shape.js';
import { type PublicScope, SCOPES } from './public-version.js';

/**
 * What the rows of a type depend on, beside places, partners, programmes and pairings, which everything may be filtered by. What is not
 * here, an impact above all, depends on everything.
 */
const DEPENDS: Readonly<Record<string, readonly PublicScope[]>> = {
  Place: [],
  PoorCounty: [],
  Partner: [],
  MergedRecord: [],
  Programme: [],
  ProgrammeLevel: [],
  Sector: [],
  // A version moves with its period.
  ReportingPeriod: [],
  ReportingPeriodVersion: [],
  ReportingPeriodFigure: [],
  Pairing: [],
  Project: ['PROJECT'],
  ProjectPlace: ['PROJECT'],
  ProjectAcceptance: ['PROJECT'],
  ProjectSuspension: ['PROJECT'],
  // Told with what everything may be filtered by.
  Agreement: [],
  AgreementAmendment: [],
  AgreementSignature: [],
  Fund: ['FUND'],
  Contribution: ['CONTRIBUTION'],
  ContributionPlace: ['CONTRIBUTION'],
  ContributionSector: ['CONTRIBUTION'],
  ContributionLine: ['CONTRIBUTION'],
  MatchingOffer: ['CONTRIBUTION'],
  AuditSample: ['AUDIT', 'CONTRIBUTION', 'PROJECT'],
  AuditSampleRow: ['AUDIT', 'CONTRIBUTION', 'PROJECT'],
  AuditVisit: ['AUDIT'],
  Finding: ['AUDIT', 'CONTRIBUTION', 'PROJECT'],
  // The public sees none of these.
  Confirmation: [],
  ConfirmationLine: [],
  ContributionMessage: [],
  ProjectObjection: [],
  CorrectionRequest: [],
  WaitingItem: [],
  Webhook: [],
  WebhookDelivery: [],
  WebhookAttempt: [],
  FindingAnswer: [],
  Report: [],
  ReportRound: [],
  ReportFigure: [],
  ReportReview: [],
  ReportForecast: [],
  Evidence: ['EVIDENCE', 'CONTRIBUTION', 'PROJECT'],
  EvidenceFile: ['EVIDENCE', 'CONTRIBUTION', 'PROJECT'],
};

/** Types that hold rows and are none. */
const HOLDS_ROWS = /(Connection|Edge)$|^(Query|PageInfo|Money)$/;

/** The scopes that the answer to a document may change with. In doubt it is more of them. */
export function scopesOf(schema: GraphQLSchema, document: DocumentNode): readonly PublicScope[] {
  const scopes = new Set<PublicScope>(['REFERENCE']);
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: () => {
        const type = getNamedType(types.getType());
        if (!type || !isCompositeType(type) || HOLDS_ROWS.test(type.name)) return;
        for (const scope of findShape(type.name) ? (DEPENDS[type.name] ?? SCOPES) : SCOPES) scopes.add(scope);
      },
    }),
  );
  return SCOPES.filter((scope) => scopes.has(scope));
}
