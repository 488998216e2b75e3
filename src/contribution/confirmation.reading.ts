import { leadsTo, type OwnedVisibility, PART_OF_ITS_OWNER, partnerOwned, type Visibility } from '../access/visibility.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST, OLDEST_FIRST } from '../reading/statement.js';
import { type Alias, sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { Confirmation, ConfirmationLine } from './confirmation.entity.js';
import { Contribution } from './contribution.entity.js';
import { OWNERSHIP } from './contribution.reading.js';
import { isOpenTo, STEPS, type StepName } from './contribution.steps.js';
import { ContributionMessage } from './contribution-message.entity.js';

const party = partnerOwned({ ...OWNERSHIP, isPublic: () => sql`false` });

/** What the sides of a contribution say to each other is for whoever sees the contribution though nothing were public. */
const BETWEEN_PARTIES: Visibility = {
  policy: 'BETWEEN_PARTIES',
  predicate: (row, viewer) =>
    viewer.role === 'PUBLIC' ? sql`false` : leadsTo('contribution', row('contribution_id'), (given) => party.predicate(given, viewer), 'party'),
};

/** Whoever sees a confirmation is a party to it. */
export const CONFIRMATION_SEEN: OwnedVisibility = { ...BETWEEN_PARTIES, hasHand: BETWEEN_PARTIES.predicate };

declareShape(Confirmation, { table: 'confirmation', visibility: BETWEEN_PARTIES, orders: { NEWEST: NEWEST_FIRST } });
declareShape(ConfirmationLine, { table: 'confirmation_line', visibility: PART_OF_ITS_OWNER });
declareShape(ContributionMessage, {
  table: 'contribution_message',
  visibility: { ...BETWEEN_PARTIES, hasHand: () => sql`true` },
  orders: { OLDEST: OLDEST_FIRST },
});

const ofChain = (contribution: Alias, row: Alias) => sql`${row('original_id')} = ${contribution('original_id')}`;

extendShape(Confirmation, {
  lists: {
    lines: {
      to: () => shapeOf(ConfirmationLine),
      on: (confirmation, line) => sql`${line('confirmation_id')} = ${confirmation('id')}`,
      order: (line) => line('ordinal'),
    },
  },
});

extendShape(Contribution, {
  connections: {
    confirmations: { to: () => shapeOf(Confirmation), on: ofChain },
    messages: { to: () => shapeOf(ContributionMessage), on: ofChain },
  },
  columns: Object.fromEntries(Object.keys(STEPS).map((step) => [step, isOpenTo(step as StepName)])),
  needs: {
    viewerCanSubmit: ['submitContribution'],
    viewerCanWithdraw: ['withdrawContribution'],
    viewerCanCorrect: ['correctContribution'],
    viewerCanConfirm: ['confirmContribution'],
    viewerCanAccept: ['acceptContribution'],
    viewerCanReturn: ['returnContribution'],
    viewerCanSendMessage: ['sendContributionMessage'],
  },
});

extendShape(WaitingItem, {
  one: {
    contribution: {
      to: () => shapeOf(Contribution),
      on: (item, row) => sql`${item('subject_type')} = 'Contribution' and ${row('id')} = ${item('subject_id')}`,
    },
  },
});
