import { publicFact } from '../access/visibility.js';
import { Fund } from '../fund/fund.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Project } from '../project/project.entity.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST } from '../reading/statement.js';
import { sql } from '../shared/sql.js';
import { Contribution } from './contribution.entity.js';
import { MatchingOffer } from './matching-offer.entity.js';

declareShape(MatchingOffer, {
  table: 'matching_offer',
  visibility: publicFact((row, viewer) => (viewer.partnerId === null ? sql`false` : sql`${row('partner_id')} = ${viewer.partnerId}::bigint`)),
  columns: {
    given: (row) => sql`(
      select coalesce(sum(given.amount_fen), 0)::text from contribution_match tie
      join contribution given on given.original_id = tie.original_id and given.live and not given.voids and given.state = 'ACCEPTED'
      where tie.offer_id = ${row('id')})`,
  },
  orders: { NEWEST: NEWEST_FIRST },
});

// Ties hold the first rows of chains; shown is the row that counts now.
extendShape(Contribution, {
  one: {
    matches: {
      to: () => shapeOf(Contribution),
      on: (row, gift) =>
        sql`(${gift('live')} and ${gift('original_id')} = (select tie.matched_id from contribution_match tie where tie.original_id = ${row('original_id')}))`,
    },
    matchingOffer: {
      to: () => shapeOf(MatchingOffer),
      on: (row, offer) => sql`${offer('id')} = (select tie.offer_id from contribution_match tie where tie.original_id = ${row('original_id')})`,
    },
  },
  connections: {
    matchedBy: {
      to: () => shapeOf(Contribution),
      on: (row, own) =>
        sql`(${own('live')} and ${own('original_id')} in (select tie.original_id from contribution_match tie where tie.matched_id = ${row('original_id')}))`,
    },
  },
});

extendShape(MatchingOffer, {
  connections: {
    contributions: {
      to: () => shapeOf(Contribution),
      on: (offer, row) =>
        sql`(${row('live')} and ${row('original_id')} in (select tie.original_id from contribution_match tie where tie.offer_id = ${offer('id')}))`,
    },
  },
});
extendShape(Partner, {
  connections: {
    matchingOffers: {
      to: () => shapeOf(MatchingOffer),
      on: (partner, row) => sql`${row('partner_id')} = any(${partner('id')} || ${partner('merged_ids')})`,
    },
  },
});
extendShape(Project, {
  connections: { matchingOffers: { to: () => shapeOf(MatchingOffer), on: (project, row) => sql`${row('project_id')} = ${project('id')}` } },
});
extendShape(Fund, {
  connections: { matchingOffers: { to: () => shapeOf(MatchingOffer), on: (fund, row) => sql`${row('fund_id')} = ${fund('id')}` } },
});
