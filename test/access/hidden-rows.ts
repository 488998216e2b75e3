import { sql } from '../../src/shared/sql.js';
import { close, consented, openYear } from '../support/closing.js';
import { confirmAndAccept } from '../support/life.js';
import type { Platform } from '../support/platform.js';
import { approvedProject, COUNTY, gift, SECTOR, type World } from '../support/world.js';

/** Rows of Shanghai's, some of which are open to all and some of which are not. Each field that gives such rows is asked for both. */
export interface HiddenRows {
  readonly open: string;
  readonly openProject: string;
  readonly openIn: string;
  readonly openOut: string;
  readonly corrected: string;
  readonly correction: string;
  /** Handed in, and not accepted: for partners and places concerned, the office and auditors. */
  readonly proposal: string;
  readonly returnedProposal: string;
  readonly handedInOut: string;
  readonly waitingCorrection: string;
  readonly replaced: string;
  readonly waitsForOwner: string;
  /** A row that came late into a closed period with consent, the request for it, and one for a row that is not accepted. */
  readonly late: string;
  readonly lateRequest: string;
  readonly refusedLate: string;
  readonly refusedRequest: string;
  readonly period: string;
  /** Drafts: for nobody but Shanghai. */
  readonly draft: string;
  readonly draftIn: string;
  readonly draftOut: string;
  readonly draftMatching: string;
  /** A gift of a district of Shanghai's, what Shanghai gives to match it, and the offer. */
  readonly matched: string;
  readonly matching: string;
  readonly offer: string;
  /** Published samples of contributions and of projects, with a finding each. */
  readonly sample: string;
  readonly projectSample: string;
  readonly finding: string;
  readonly projectFinding: string;
}

export async function writeHiddenRows(platform: Platform, world: World): Promise<HiddenRows> {
  const { done } = platform;
  const log = (input: object) => done(world.shanghai, 'logContribution', gift(input));
  const accepted = async (contribution: string) => confirmAndAccept(platform, world.office, contribution);
  const correct = (contribution: string) => done(world.shanghai, 'correctContribution', { contribution, amount: '99', reason: '笔误' });

  const closed = await latecomers(platform, world);
  const openProject = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
  const openIn = await accepted(await log({ fund: world.fund }));
  const corrected = await accepted(await log({ project: openProject }));
  const replaced = await log({ project: openProject });
  const waitsForOwner = await log({ project: openProject });
  await done(world.office, 'returnContribution', { contribution: waitsForOwner, reason: '请核对' });
  const propose = () =>
    done(world.shanghai, 'proposeProject', { programme: 'EAST_WEST', nameZh: '未批', sector: SECTOR, places: [{ place: COUNTY }] });
  const returnedProposal = await propose();
  await done(world.office, 'returnProject', { project: returnedProposal, reason: '请补充' });
  const [district] = await platform.rows<{ id: string }>(sql`select id::text as id from partner where name_zh = '上海市浦东新区'`);
  const pudong = await platform.account('PARTNER', { partnerId: district?.id ?? '' });
  const matched = await accepted(await done(pudong, 'logContribution', gift({ fund: world.fund })));
  const offer = await done(world.shanghai, 'offerMatching', { fund: world.fund, perYuan: '1', cap: '100', startsOn: '2020-01-01' });
  const matches = { contribution: matched, offer };
  const open = await accepted(await log({ project: openProject }));
  const found = async (sample: string, row: string) => {
    const input = { sample, row, kind: 'OTHER', severity: 'MINOR', description: '示例', addressee: 'PARTNER' };
    const finding = await done(world.auditor, 'recordFinding', input);
    await done(world.auditor, 'publishSample', { sample });
    return done(world.auditor, 'sendFinding', { finding, dueOn: '2100-01-01' });
  };
  const sample = await done(world.auditor, 'drawSample', { title: '抽查', rate: '1' });
  const projectSample = await done(world.auditor, 'drawSample', { title: '抽查', rate: '1', subject: 'PROJECTS' });
  return {
    matched,
    offer,
    matching: await accepted(await log({ fund: world.fund, amount: '10', matches })),
    draftMatching: await log({ fund: world.fund, amount: '10', matches, draft: true }),
    sample,
    projectSample,
    finding: await found(sample, open),
    projectFinding: await found(projectSample, openProject),
    open,
    openProject,
    openIn,
    openOut: await accepted(await log({ project: openProject, onwardFrom: openIn, amount: '10' })),
    corrected,
    correction: await accepted(await correct(replaced)),
    proposal: await propose(),
    returnedProposal,
    handedInOut: await log({ project: openProject, onwardFrom: openIn, amount: '10' }),
    waitingCorrection: await correct(corrected),
    replaced,
    waitsForOwner,
    ...closed,
    draft: await log({ project: openProject, draft: true }),
    draftIn: await log({ fund: world.fund, draft: true }),
    draftOut: await log({ project: openProject, onwardFrom: openIn, amount: '10', draft: true }),
  };
}

/** What comes late into a closed period, with consent and without. */
async function latecomers(
  platform: Platform,
  world: World,
): Promise<Pick<HiddenRows, 'late' | 'lateRequest' | 'refusedLate' | 'refusedRequest' | 'period'>> {
  const log = () => platform.done(world.shanghai, 'logContribution', gift({ project: world.project, occurredOn: '2015-05-01' }));
  const period = await openYear(platform, world, 2015);
  await close(platform, world, period);
  const [late, refusedLate] = [await log(), await log()];
  const lateRequest = await consented(platform, world, late);
  await confirmAndAccept(platform, world.office, late);
  const refusedRequest = await platform.done(world.shanghai, 'askForCorrection', { contribution: refusedLate, reason: '补录' });
  return { late, lateRequest, refusedLate, refusedRequest, period };
}

/** A request through one field: what it shows to all, and what of the rest it shows to their owner. */
export interface Probe {
  readonly query: string;
  readonly shows: readonly (keyof HiddenRows)[];
  readonly showsOwner: readonly (keyof HiddenRows)[];
}

const PAGE = '(first: 100) { totalCount nodes { id } edges { node { id } } }';

/** One probe for each field that gives rows which partners own. */
export function probesOf(world: World, rows: HiddenRows): Readonly<Record<string, Probe>> {
  const of = (id: string, type: string, field: string) => `{ node(id: "${id}") { ... on ${type} { ${field} } } }`;
  const all = Object.values(rows)
    .map((id) => `"${id}"`)
    .join(', ');
  const everything = { shows: ['open', 'openIn', 'openOut'], showsOwner: ['draft', 'draftIn', 'draftOut', 'handedInOut'] } as const;
  const ofProject = { shows: ['open', 'openOut'], showsOwner: ['draft', 'draftOut', 'handedInOut'] } as const;
  const projects = { shows: ['openProject'], showsOwner: ['proposal'] } as const;
  return {
    'AuditSampleRow.contribution': {
      query: of(rows.sample, 'AuditSample', 'rows(first: 100) { nodes { contribution { id } } }'),
      shows: ['open', 'openIn'],
      showsOwner: [],
    },
    'AuditSampleRow.project': {
      query: of(rows.projectSample, 'AuditSample', 'rows(first: 100) { nodes { project { id } } }'),
      shows: ['openProject'],
      showsOwner: [],
    },
    'Contribution.matchedBy': {
      query: of(rows.matched, 'Contribution', `matchedBy${PAGE}`),
      shows: ['matching'],
      showsOwner: [],
    },
    'Contribution.matches': { query: of(rows.matching, 'Contribution', 'matches { id }'), shows: ['matched'], showsOwner: [] },
    'Finding.contribution': { query: of(rows.finding, 'Finding', 'contribution { id }'), shows: ['open'], showsOwner: [] },
    'Finding.project': { query: of(rows.projectFinding, 'Finding', 'project { id }'), shows: ['openProject'], showsOwner: [] },
    'MatchingOffer.contributions': { query: of(rows.offer, 'MatchingOffer', `contributions${PAGE}`), shows: ['matching'], showsOwner: [] },
    'MatchingOffer.project': { query: of(rows.offer, 'MatchingOffer', 'id project { id }'), shows: ['offer'], showsOwner: [] },
    'Contribution.correctedBy': {
      query: of(rows.corrected, 'Contribution', 'id correctedBy { id }'),
      shows: ['corrected'],
      showsOwner: ['waitingCorrection'],
    },
    'Contribution.corrects': { query: of(rows.correction, 'Contribution', 'id corrects { id }'), shows: ['correction'], showsOwner: ['replaced'] },
    'Contribution.onward': { query: of(rows.openIn, 'Contribution', `onward${PAGE}`), shows: ['openOut'], showsOwner: ['handedInOut'] },
    'Contribution.onwardFrom': { query: of(rows.openOut, 'Contribution', 'onwardFrom { id }'), shows: ['openIn'], showsOwner: [] },
    'Contribution.project': { query: of(rows.open, 'Contribution', 'project { id }'), shows: ['openProject'], showsOwner: [] },
    'CorrectionRequest.contribution': {
      query: of(rows.refusedRequest, 'CorrectionRequest', 'id contribution { id }'),
      shows: [],
      showsOwner: ['refusedLate'],
    },
    'CorrectionRequest.usedBy': { query: of(rows.lateRequest, 'CorrectionRequest', 'id usedBy { id }'), shows: [], showsOwner: ['late'] },
    'Fund.contributionsIn': { query: of(world.fund, 'Fund', `contributionsIn${PAGE}`), shows: ['openIn'], showsOwner: ['draftIn'] },
    'Fund.contributionsOut': {
      query: of(world.fund, 'Fund', `contributionsOut${PAGE}`),
      shows: ['openOut'],
      showsOwner: ['draftOut', 'handedInOut'],
    },
    'Impact.contributions': { query: `{ impact { contributions${PAGE} } }`, shows: ['open', 'openOut'], showsOwner: [] },
    'ImpactCell.contributions': {
      query: `{ impact { breakdown(by: [YEAR]) { nodes { contributions${PAGE} } } } }`,
      shows: ['open', 'openOut'],
      showsOwner: [],
    },
    'LeftOut.contributions': { query: `{ impact { leftOut { contributions${PAGE} } } }`, shows: ['openOut'], showsOwner: [] },
    'Pairing.contributions': { query: of(world.pairing, 'Pairing', `contributions${PAGE}`), ...ofProject },
    'Pairing.projects': { query: of(world.pairing, 'Pairing', `projects${PAGE}`), ...projects },
    'Partner.contributions': { query: of(world.shanghaiId, 'Partner', `contributions${PAGE}`), ...everything },
    'Partner.projects': { query: of(world.shanghaiId, 'Partner', `projects${PAGE}`), ...projects },
    'Place.contributions': { query: `{ place(code: "53") { contributions${PAGE} } }`, ...ofProject },
    'Place.projects': { query: `{ place(code: "53") { projects${PAGE} } }`, ...projects },
    'Project.contributions': { query: of(rows.openProject, 'Project', `contributions${PAGE}`), ...ofProject },
    'Query.contributions': { query: `{ contributions${PAGE} }`, ...everything },
    'Query.node': {
      query: `{ ${Object.entries(rows)
        .map(([key, id]) => `${key}: node(id: "${id}") { id }`)
        .join(' ')} }`,
      ...everything,
    },
    'Query.nodes': { query: `{ nodes(ids: [${all}]) { id ... on Contribution { amount { fen } } } }`, ...everything },
    'ReportingPeriod.contributions': {
      query: of(rows.period, 'ReportingPeriod', `contributions${PAGE}`),
      shows: ['late'],
      showsOwner: ['refusedLate'],
    },
    'ReportingPeriodVersion.contribution': {
      query: of(rows.period, 'ReportingPeriod', 'versions { nodes { version contribution { id } } }'),
      shows: ['late'],
      showsOwner: [],
    },
    'WaitingItem.contribution': {
      query: '{ waiting(first: 100) { totalCount nodes { kind contribution { id } } edges { node { contribution { id } } } } }',
      shows: [],
      showsOwner: ['waitsForOwner'],
    },
    'WaitingItem.project': {
      query: '{ waiting(first: 100) { nodes { kind project { id } } edges { node { project { id } } } } }',
      shows: [],
      showsOwner: ['returnedProposal'],
    },
    'Query.projects': { query: `{ projects${PAGE} }`, ...projects },
  };
}
