import { isViewersPartner, type Ownership, PART_OF_ITS_OWNER, partnerOwned } from '../access/visibility.js';
import { Fund } from '../fund/fund.entity.js';
import { Pairing } from '../pairing/pairing.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { isWithin, lineageId, placeNamed } from '../place/place.reading.js';
import { Project } from '../project/project.entity.js';
import { flag } from '../reading/flag.js';
import { partnerReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, alias, isOneOf, name, type Sql, sql } from '../shared/sql.js';
import { Contribution, ContributionLine, ContributionPlace, ContributionSector } from './contribution.entity.js';

const SHARE = { share: ['shareParts', 'shareWhole'] };
declareShape(ContributionPlace, { table: 'contribution_place', visibility: PART_OF_ITS_OWNER, needs: SHARE });
declareShape(ContributionSector, { table: 'contribution_sector', visibility: PART_OF_ITS_OWNER, needs: SHARE });
declareShape(ContributionLine, { table: 'contribution_line', visibility: PART_OF_ITS_OWNER });

export const OWNERSHIP: Ownership = {
  isPublic: (row) => sql`${row('state')} = 'ACCEPTED'`,
  isDraft: (row) => sql`(${row('state')} in ('DRAFT', 'WITHDRAWN'))`,
  partnerColumns: ['partner_id', 'through_id'],
  // Whoever holds a fund sees what goes in and out of it, because what is available adds that up.
  involves: (row, viewer) => passesFund(row, sql`select id from fund where ${isViewersPartner(sql`fund.partner_id`, viewer)}`),
  recordedForColumn: 'recorded_for',
  concerns: (row, placeColumn, placeId) => {
    const lies = (place: Alias) => sql`${place(placeColumn)} = ${placeId}::bigint`;
    const funds = sql`select fund.id from fund join place on place.id = fund.place_id where ${lies(alias('place'))}`;
    return sql`(${hasPart(row, lies)} or ${passesFund(row, funds)})`;
  },
};

export const CONTRIBUTION_OWNED = partnerOwned(OWNERSHIP);

declareShape(Contribution, {
  table: 'contribution',
  visibility: CONTRIBUTION_OWNED,
  orders: {
    NEWEST: NEWEST_FIRST,
    OCCURRED: by('occurred_on', 'date'),
    OCCURRED_LAST: { ...by('occurred_on', 'date'), descending: true },
    AMOUNT_LARGEST: {
      keys: [
        { of: (row) => sql`coalesce(${row('amount_fen')}, 0)`, type: 'bigint' },
        { of: (row) => row('id'), type: 'bigint' },
      ],
      descending: true,
    },
  },
  filters: {
    programme: (row, programme: string) => sql`${row('programme')} = ${programme}`,
    partner: (row, partner: string) => sql`${row('partner_id')} = any(partner_records(${partnerReference(partner)}))`,
    place: (row, place: string) => isOneAt(row, (own) => isWithin(own, placeNamed(place))),
    flowClasses: (row, classes: string[]) => isOneOf(row('flow_class'), classes),
    stages: (row, stages: string[]) => isOneOf(row('stage'), stages),
    forms: (row, forms: string[]) => isOneOf(row('form'), forms),
    states: (row, states: string[]) => isOneOf(row('state'), states),
    from: (row, day: string) => sql`${row('occurred_on')} >= ${day}::date`,
    to: (row, day: string) => sql`${row('occurred_on')} <= ${day}::date`,
    live: flag('live'),
    synthetic: flag('synthetic'),
  },
});

/** The row brings money to one of the funds, or moves it on from there. */
function passesFund(contribution: Alias, funds: Sql): Sql {
  return sql`(${contribution('fund_id')} in (${funds}) or ${contribution('from_fund_id')} in (${funds}))`;
}

/**
 * The row has a part, or a member of its set, at a place that meets the condition: looked up for each row, for what is asked of rows that
 * other conditions have found.
 */
function hasPart(contribution: Alias, condition: (place: Alias) => Sql): Sql {
  const at = (table: string) => sql`exists (select from ${name(table)} own join place on place.id = own.place_id
    where own.contribution_id = ${contribution('id')} and ${condition(alias('place'))} offset 0)`;
  return sql`(${at('contribution_part')} or ${at('contribution_set_place')})`;
}

/** The same, as a list of rows that the database may begin with: in a village the rows are few, in the province nearly all. */
function isOneAt(contribution: Alias, condition: (place: Alias) => Sql): Sql {
  const at = (table: string) =>
    sql`select own.contribution_id from ${name(table)} own join place on place.id = own.place_id where ${condition(alias('place'))}`;
  return sql`${contribution('id')} in (${at('contribution_part')} union all ${at('contribution_set_place')})`;
}

const ofContribution = (contribution: Alias, row: Alias) => sql`${row('contribution_id')} = ${contribution('id')}`;

extendShape(Contribution, {
  one: {
    // A child points to the first row of its parent's chain; it shows the row that counts now.
    onwardFrom: {
      to: () => shapeOf(Contribution),
      on: (row, parent) => sql`${parent('original_id')} = ${row('parent_id')} and ${parent('live')}`,
    },
    correctedBy: {
      to: () => shapeOf(Contribution),
      on: (row, correction) => sql`${correction('corrects_id')} = ${row('id')} and ${correction('state')} <> 'WITHDRAWN'`,
    },
  },
  lists: {
    places: { to: () => shapeOf(ContributionPlace), on: ofContribution, order: (row) => sql`${row('ordinal')}, ${row('place_id')}` },
    sectors: { to: () => shapeOf(ContributionSector), on: ofContribution, order: (row) => row('ordinal') },
    lines: { to: () => shapeOf(ContributionLine), on: ofContribution, order: (row) => row('ordinal') },
  },
  connections: {
    onward: {
      to: () => shapeOf(Contribution),
      on: (row, child) => sql`${child('parent_id')} = ${row('original_id')} and ${child('live')}`,
    },
  },
});

extendShape(Partner, {
  connections: {
    contributions: {
      to: () => shapeOf(Contribution),
      on: (partner, row) => {
        const records = sql`(${partner('id')} || ${partner('merged_ids')})`;
        return sql`(${row('partner_id')} = any${records} or ${row('through_id')} = any${records})`;
      },
    },
  },
});
extendShape(Project, {
  connections: { contributions: { to: () => shapeOf(Contribution), on: (project, row) => sql`${row('project_id')} = ${project('id')}` } },
});
extendShape(Fund, {
  connections: {
    contributionsIn: { to: () => shapeOf(Contribution), on: (fund, row) => sql`${row('fund_id')} = ${fund('id')}` },
    contributionsOut: { to: () => shapeOf(Contribution), on: (fund, row) => sql`${row('from_fund_id')} = ${fund('id')}` },
  },
});
extendShape(Pairing, {
  connections: { contributions: { to: () => shapeOf(Contribution), on: (pairing, row) => sql`${row('pairing_id')} = ${pairing('id')}` } },
});
extendShape(Place, {
  connections: {
    contributions: { to: () => shapeOf(Contribution), on: (place, row) => isOneAt(row, (own) => isWithin(own, lineageId(place))) },
  },
});
