import fc from 'fast-check';
import { COUNTY, OTHER_COUNTY, type World } from '../support/world.js';
import type { HiddenRows } from './hidden-rows.js';

/** A way to a row, or to a figure that tells of one: lists, parents, counts, sums. They are nested in each other, each under an alias. */
type Fields = fc.Arbitrary<string>;

const FILTERS = {
  contributions: [
    '',
    'filter: { states: [DRAFT, WITHDRAWN, RETURNED] }',
    'filter: { states: [SUBMITTED] }',
    'filter: { live: false }',
    'filter: { flowClasses: [DONATION], from: "2020-01-01" }',
    `filter: { place: "${COUNTY}" }`,
    `filter: { place: "${OTHER_COUNTY}" }`,
    'filter: { programme: EAST_WEST }, orderBy: AMOUNT_LARGEST',
    'orderBy: OCCURRED_LAST',
  ],
  projects: [
    '',
    'filter: { statuses: [PROPOSED] }',
    'filter: { statuses: [WITHDRAWN, CANCELLED] }',
    `filter: { place: "${COUNTY}" }`,
    'orderBy: NAME',
  ],
  impact: [
    '',
    '(filter: { states: [SUBMITTED] })',
    '(filter: { states: [SUBMITTED, ACCEPTED], flowClasses: [DONATION] })',
    `(filter: { place: "${COUNTY}" })`,
  ],
} as const;

const IMPACT = `{ total(flowClasses: [DONATION]) { net { fen } gross { fen } } counts { contributions projects partners places(level: COUNTY) }
  leftOut { reason rows amount { fen } contributions(first: 50) { totalCount nodes { id } } } contributions(first: 50) { totalCount nodes { id } }
  breakdown(by: [YEAR]) { totalCount nodes { year money { net { fen } } contributions(first: 50) { nodes { id } } } } }`;

function impact(): Fields {
  return fc.constantFrom(...FILTERS.impact).map((filter) => `impact${filter} ${IMPACT}`);
}

function page(field: string, filters: readonly string[], row: Fields): Fields {
  return fc
    .record({ filter: fc.constantFrom(...filters), first: fc.constantFrom(1, 3, 50), row, edges: fc.boolean() })
    .map(({ filter, first, row, edges }) => {
      const rows = edges ? `edges { cursor node ${row} }` : `nodes ${row}`;
      return `${field}(first: ${first}${filter && `, ${filter}`}) { totalCount pageInfo { hasNextPage endCursor } ${rows} }`;
    });
}

const contributionRow = (depth: number): Fields =>
  depth === 0
    ? fc.constant('{ id state amount { fen } note }')
    : below(
        fc.constantFrom('places { place { code } share amount { fen } }', 'sectors { share }', 'lines { item quantity }'),
        fc.constantFrom('onwardFrom { id state amount { fen } }', 'corrects { id state }', 'correctedBy { id state }'),
        page('onward', [''], contributionRow(depth - 1)),
        projectRow(depth - 1).map((row) => `project ${row}`),
        fundRow(depth - 1).map((row) => `fund ${row}`),
        partnerRow(depth - 1).map((row) => `partner ${row}`),
      );

const projectRow = (depth: number): Fields =>
  depth === 0
    ? fc.constant('{ id status nameZh }')
    : below(
        fc.constantFrom('places { place { code } share }', 'county { code }'),
        page('contributions', FILTERS.contributions, contributionRow(depth - 1)),
        pairingRow(depth - 1).map((row) => `pairings ${row}`),
        impact(),
      );

const fundRow = (depth: number): Fields =>
  depth === 0
    ? fc.constant('{ id available { fen } }')
    : below(
        fc.constant('available { fen }'),
        page('contributionsIn', FILTERS.contributions, contributionRow(depth - 1)),
        page('contributionsOut', FILTERS.contributions, contributionRow(depth - 1)),
        impact(),
      );

const pairingRow = (depth: number): Fields =>
  depth === 0
    ? fc.constant('{ id startedOn }')
    : below(
        page('contributions', FILTERS.contributions, contributionRow(depth - 1)),
        page('projects', FILTERS.projects, projectRow(depth - 1)),
        impact(),
      );

const partnerRow = (depth: number): Fields =>
  depth === 0
    ? fc.constant('{ id nameZh }')
    : below(
        page('contributions', FILTERS.contributions, contributionRow(depth - 1)),
        page('projects', FILTERS.projects, projectRow(depth - 1)),
        page('funds', [''], fundRow(depth - 1)),
        impact(),
      );

const placeRow = (depth: number): Fields =>
  below(
    page('contributions', FILTERS.contributions, contributionRow(depth - 1)),
    page('projects', FILTERS.projects, projectRow(depth - 1)),
    impact(),
  );

/** Some of the fields, each under an alias of its own, beside the id. */
function below(...fields: Fields[]): Fields {
  return fc
    .uniqueArray(fc.nat(fields.length - 1), { minLength: 1, maxLength: 2 })
    .chain((chosen) => fc.tuple(...chosen.map((index) => fields[index] as Fields)))
    .map((texts) => `{ id ${texts.map((text, index) => `a${index}: ${text}`).join(' ')} }`);
}

/** A whole query, which begins at a list, a place, or the id of a row that is perhaps not the viewer's to see. */
export function queries(world: World, rows: HiddenRows): fc.Arbitrary<string> {
  const node = (id: string, type: string, row: Fields) => row.map((fields) => `node(id: "${id}") { ... on ${type} ${fields} }`);
  const ofContribution = fc.constantFrom(...Object.values(rows).filter((id) => id !== rows.openProject && id !== rows.proposal));
  const roots: Fields[] = [
    page('contributions', FILTERS.contributions, contributionRow(2)),
    page('projects', FILTERS.projects, projectRow(2)),
    page('funds', [''], fundRow(2)),
    impact(),
    ofContribution.chain((id) => node(id, 'Contribution', contributionRow(2))),
    fc.constantFrom(rows.openProject, rows.proposal).chain((id) => node(id, 'Project', projectRow(2))),
    fc.constantFrom(world.shanghaiId, world.guangdongId).chain((id) => node(id, 'Partner', partnerRow(2))),
    fc.constantFrom(world.fund, world.countyFund).chain((id) => node(id, 'Fund', fundRow(2))),
    node(world.pairing, 'Pairing', pairingRow(2)),
    fc.constantFrom('53', '5333', COUNTY, OTHER_COUNTY).chain((code) => placeRow(2).map((row) => `place(code: "${code}") ${row}`)),
    fc.constant(`nodes(ids: [${Object.values(rows).map((id) => `"${id}"`)}]) { id ... on Contribution { state amount { fen } } }`),
  ];
  return fc
    .array(fc.oneof(...roots), { minLength: 1, maxLength: 2 })
    .map((fields) => `{ ${fields.map((field, index) => `q${index}: ${field}`).join(' ')} }`);
}
