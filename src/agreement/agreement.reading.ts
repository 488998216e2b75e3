import { isViewersPartner, leadsTo, type OwnedVisibility, PART_OF_ITS_OWNER, partnerOwned } from '../access/visibility.js';
import { Pairing } from '../pairing/pairing.entity.js';
import { isWithin, placeNamed } from '../place/place.reading.js';
import { Project } from '../project/project.entity.js';
import { partnerReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, alias, allOf, anyOf, isOneOf, type Sql, sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { Agreement } from './agreement.entity.js';
import { stepColumns } from './agreement.steps.js';
import { AgreementAmendment } from './agreement-amendment.entity.js';
import { AgreementSignature } from './agreement-signature.entity.js';
import { ProjectSuspension } from './project-suspension.entity.js';

/** What is or was in force is public. */
export const isOpenAgreement = (row: Alias): Sql => sql`(${row('state')} in ('IN_FORCE', 'SUSPENDED', 'ENDED'))`;

/** Both sides see what is not in force as well: the partner, and the place with those around it. */
export const AGREEMENT_OWNED: OwnedVisibility = {
  ...partnerOwned({
    isPublic: isOpenAgreement,
    isDraft: () => sql`false`,
    partnerColumns: [],
    involves: (row, viewer) => leadsTo('pairing', row('pairing_id'), (pairing) => isViewersPartner(pairing('partner_id'), viewer), 'own'),
    concerns: (row, placeColumn, placeId) =>
      sql`exists (select from pairing own join place on place.id = own.place_id
        where own.id = ${row('pairing_id')} and ${alias('place')(placeColumn)} = ${placeId}::bigint)`,
  }),
  policy: 'BOTH_SIDES',
};

const agreement = alias('amended');
const ofAgreement = (row: Alias, condition: Sql) => leadsTo('agreement', row('agreement_id'), () => condition, 'amended');

const WITH_ITS_AGREEMENT: OwnedVisibility = {
  policy: 'WITH_ITS_AGREEMENT',
  predicate: (row, viewer) =>
    ofAgreement(
      row,
      anyOf([allOf([sql`${row('state')} = 'IN_FORCE'`, AGREEMENT_OWNED.predicate(agreement, viewer)]), AGREEMENT_OWNED.hasHand(agreement, viewer)]),
    ),
  hasHand: (row, viewer) => ofAgreement(row, AGREEMENT_OWNED.hasHand(agreement, viewer)),
};

const ofPairing = (row: Alias, condition: Sql) => sql`${row('pairing_id')} in (select paired.id from pairing paired where ${condition})`;

declareShape(Agreement, {
  table: 'agreement',
  visibility: AGREEMENT_OWNED,
  orders: { NEWEST: NEWEST_FIRST },
  filters: {
    programme: (row, programme: string) => ofPairing(row, sql`paired.programme = ${programme}`),
    partner: (row, partner: string) => ofPairing(row, sql`paired.partner_id = any(partner_records(${partnerReference(partner)}))`),
    place: (row, place: string) =>
      ofPairing(row, sql`paired.place_id in (select place.id from place where ${isWithin(alias('place'), placeNamed(place))})`),
    states: (row, states: string[]) => isOneOf(row('state'), states),
  },
  columns: stepColumns('Agreement'),
  needs: {
    viewerCanSign: ['signAgreement'],
    viewerCanWithdraw: ['withdrawAgreement'],
    viewerCanAmend: ['amendAgreement'],
    viewerCanSuspend: ['suspendAgreement'],
    viewerCanResume: ['resumeAgreement'],
    viewerCanEnd: ['endAgreement'],
  },
  lists: {
    signatures: {
      to: () => shapeOf(AgreementSignature),
      on: (signed, row) => sql`${row('agreement_id')} = ${signed('id')} and ${row('amendment_id')} is null`,
      order: (row) => row('id'),
    },
  },
  connections: {
    amendments: { to: () => shapeOf(AgreementAmendment), on: (amended, row) => sql`${row('agreement_id')} = ${amended('id')}` },
  },
});

declareShape(AgreementAmendment, {
  table: 'agreement_amendment',
  visibility: WITH_ITS_AGREEMENT,
  orders: { NEWEST: NEWEST_FIRST },
  columns: stepColumns('AgreementAmendment'),
  needs: { viewerCanSign: ['signAmendment'], viewerCanWithdraw: ['withdrawAmendment'] },
  lists: {
    signatures: {
      to: () => shapeOf(AgreementSignature),
      on: (signed, row) => sql`${row('amendment_id')} = ${signed('id')}`,
      order: (row) => row('id'),
    },
  },
});

declareShape(AgreementSignature, { table: 'agreement_signature', visibility: PART_OF_ITS_OWNER });
declareShape(ProjectSuspension, { table: 'project_hold', visibility: PART_OF_ITS_OWNER });

extendShape(Pairing, {
  connections: { agreements: { to: () => shapeOf(Agreement), on: (pairing, row) => sql`${row('pairing_id')} = ${pairing('id')}` } },
});

extendShape(Project, {
  lists: {
    suspensions: {
      to: () => shapeOf(ProjectSuspension),
      on: (project, row) => sql`${row('project_id')} = ${project('id')}`,
      order: (row) => row('id'),
    },
  },
});

extendShape(WaitingItem, {
  one: {
    agreement: {
      to: () => shapeOf(Agreement),
      on: (item, row) => sql`${item('subject_type')} = 'Agreement' and ${row('id')} = ${item('subject_id')}`,
    },
    amendment: {
      to: () => shapeOf(AgreementAmendment),
      on: (item, row) => sql`${item('subject_type')} = 'AgreementAmendment' and ${row('id')} = ${item('subject_id')}`,
    },
  },
});
