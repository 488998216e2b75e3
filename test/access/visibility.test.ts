import { beforeAll, describe, expect, test } from '@jest/globals';
import { extendSchema, parse } from 'graphql';
import { buildApiSchema } from '../../src/schema.js';
import { sql } from '../../src/shared/sql.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { type HiddenRows, probesOf, writeHiddenRows } from './hidden-rows.js';
import { declaredVisibility, fieldsOfOwnedTypes, isOfPayload, undeclaredTypes } from './schema-walk.js';

const schema = buildApiSchema();

/** Who sees the rows of each type. A new type is written down here, or the tests fail. */
const STATED = {
  Place: 'PUBLIC_FACT',
  PoorCounty: 'PUBLIC_FACT',
  Partner: 'PUBLIC_FACT',
  MergedRecord: 'PART_OF_ITS_OWNER',
  // Who sees these is the matter of test/account.
  Account: 'OWN_ACCOUNT',
  Membership: 'OWN_MEMBERSHIP',
  AccessToken: 'OWN_TOKEN',
  Invitation: 'MANAGED_INVITATION',
  HistoryEntry: 'HAND_IN_SUBJECT',
  Programme: 'PUBLIC_FACT',
  ProgrammeLevel: 'PART_OF_ITS_OWNER',
  Sector: 'PUBLIC_FACT',
  Pairing: 'PUBLIC_FACT',
  // The fund and what is accepted in it are public; what is available is its holder's to see (test/contribution/onward.test.ts).
  Fund: 'PUBLIC_FACT',
  Project: 'PARTNER_OWNED',
  ProjectPlace: 'PART_OF_ITS_OWNER',
  ProjectAcceptance: 'PART_OF_ITS_OWNER',
  ProjectSuspension: 'PART_OF_ITS_OWNER',
  // Whom these are for is the matter of test/project/notice.test.ts and test/agreement.
  ProjectObjection: 'OBJECTORS_AND_PARTIES',
  Agreement: 'BOTH_SIDES',
  AgreementAmendment: 'WITH_ITS_AGREEMENT',
  AgreementSignature: 'PART_OF_ITS_OWNER',
  Contribution: 'PARTNER_OWNED',
  MatchingOffer: 'PUBLIC_FACT',
  // Whom these are for is the matter of test/audit.
  AuditSample: 'PUBLISHED_SAMPLE',
  AuditSampleRow: 'WITH_ITS_SAMPLE',
  AuditVisit: 'WITH_ITS_SAMPLE',
  Finding: 'FINDING',
  FindingAnswer: 'WITH_ITS_FINDING',
  ContributionPlace: 'PART_OF_ITS_OWNER',
  ContributionSector: 'PART_OF_ITS_OWNER',
  ContributionLine: 'PART_OF_ITS_OWNER',
  // Whom these are for is the matter of test/contribution/confirmation.test.ts, messages.test.ts and test/waiting.
  Confirmation: 'BETWEEN_PARTIES',
  ConfirmationLine: 'PART_OF_ITS_OWNER',
  ContributionMessage: 'BETWEEN_PARTIES',
  WaitingItem: 'WAITS_FOR_VIEWER',
  // Who sees these is the matter of test/evidence.
  Evidence: 'WITH_ITS_SUBJECT',
  EvidenceFile: 'WITH_ITS_EVIDENCE',
  // Who sees these is the matter of test/webhook.
  Webhook: 'MANAGED_WEBHOOK',
  WebhookDelivery: 'WITH_ITS_WEBHOOK',
  WebhookAttempt: 'WITH_ITS_DELIVERY',
  PublishedFigure: 'PUBLIC_FACT',
  ReportingPeriod: 'PUBLIC_FACT',
  ReportingPeriodVersion: 'PUBLIC_FACT',
  ReportingPeriodFigure: 'PART_OF_ITS_OWNER',
  // Whom these are for is the matter of test/report.
  Report: 'PARTNER_AND_REVIEWERS',
  ReportRound: 'WITH_ITS_REPORT',
  ReportFigure: 'PART_OF_ITS_OWNER',
  ReportReview: 'PART_OF_ITS_OWNER',
  ReportForecast: 'PART_OF_ITS_OWNER',
  // Whom these are for is the matter of test/closing/consent.test.ts.
  CorrectionRequest: 'BETWEEN_PARTIES',
} as const;

/**
 * Types without rows of their own: computed from the rows that the viewer sees, of the states that are asked for
 * (`isSeen` in src/impact/ledger-entries.ts; test/impact/unseen-rows.test.ts says what moves them). Without `states`
 * those are the accepted rows, which everybody sees.
 */
const COMPUTED = [
  // What is told of the rows in it (test/event).
  'Change',
  'ClassMoney',
  'FindingRate',
  'FramedRow',
  // A part of the entry that it stands in.
  'HistoryChange',
  'Impact',
  'ImpactCell',
  'ImpactCounts',
  'InKindTotal',
  'LeftOut',
  'MatchedMoney',
  'MoneyTotal',
  'PeopleChannel',
  'PeopleRange',
  'PublishedComparison',
  'WaitingChange',
];

/** Types that say what came of a write, item by item. */
const OF_WRITES = ['ConfirmationOutcome', 'ConfirmationRefusal'];

describe('every type of the schema', () => {
  test('that is read from the database says who sees its rows', () => {
    expect(undeclaredTypes(schema, [...COMPUTED, ...OF_WRITES])).toEqual([]);
  });

  test('says what is stated here', () => {
    const declared = Object.entries(declaredVisibility(schema)).filter(([name]) => ![...COMPUTED, ...OF_WRITES].includes(name));
    expect(Object.fromEntries(declared)).toEqual(STATED);
  });

  test('is found out when it says nothing', () => {
    const planted = extendSchema(
      schema,
      parse('type Secret { id: ID! owner: Partner! } extend type Query { secrets: [Secret!]! } extend type Partner { secrets: [Secret!]! }'),
    );
    expect(undeclaredTypes(planted, [...COMPUTED, ...OF_WRITES])).toEqual(['Secret']);
  });

  test('is found out when it shows rows that partners own by a field that no probe covers', () => {
    const planted = extendSchema(
      schema,
      parse(`extend type Sector { projects: ProjectConnection! latest: Contribution }
        type PauseProjectPayload { project: Project! } extend type Mutation { pauseProject: PauseProjectPayload! }`),
    );
    const known = fieldsOfOwnedTypes(schema);
    expect(fieldsOfOwnedTypes(planted).filter((field) => !known.includes(field))).toEqual([
      'PauseProjectPayload.project',
      'Sector.latest',
      'Sector.projects',
    ]);
  });
});

describe('rows that are not open', () => {
  const given = useWorld();
  let rows: HiddenRows;
  let probes: ReturnType<typeof probesOf>;
  beforeAll(async () => {
    rows = await writeHiddenRows(given.platform, given.world);
    probes = probesOf(given.world, rows);
  });

  const seen = async (query: string, as?: Account): Promise<(keyof HiddenRows)[]> => {
    const text = JSON.stringify(await given.platform.read(query, { as }));
    return (Object.keys(rows) as (keyof HiddenRows)[]).filter((key) => text.includes(`"${rows[key]}"`));
  };
  const HANDED_IN = ['proposal', 'returnedProposal', 'handedInOut', 'waitingCorrection', 'replaced', 'waitsForOwner'] as const;
  const DRAFTS = ['draft', 'draftIn', 'draftOut', 'draftMatching'] as const;
  const seesNone = async (hidden: readonly (keyof HiddenRows)[], query: string, as?: Account) =>
    expect((await seen(query, as)).filter((key) => hidden.includes(key))).toEqual([]);
  // What a write answers with is asked for by writing: payloads.test.ts.
  const fields = fieldsOfOwnedTypes(schema).filter((field) => !isOfPayload(field));

  test('have a probe for every field that could give them', () => {
    expect(Object.keys(probes).sort()).toEqual(fields);
  });

  describe.each(fields)('through %s', (field) => {
    const probe = () => probes[field] ?? { query: '', shows: [], showsOwner: [] };

    test('are seen by their owner, and the open ones by all', async () => {
      const { query, shows, showsOwner } = probe();
      expect(await seen(query, given.world.shanghai)).toEqual(expect.arrayContaining([...shows, ...showsOwner]));
      expect(await seen(query)).toEqual(expect.arrayContaining([...shows]));
    });

    test('are not seen by the public or by another partner', async () => {
      const { guangdong, enterprise } = given.world;
      for (const as of [undefined, guangdong, enterprise]) await seesNone([...HANDED_IN, ...DRAFTS], probe().query, as);
    });

    test('are seen by nobody else as long as they are drafts', async () => {
      const { office, auditor, administrator, county, prefecture, province, village } = given.world;
      for (const as of [office, auditor, administrator, county, prefecture, province, village]) await seesNone(DRAFTS, probe().query, as);
    });
  });

  test('are seen once handed in by the office, auditors, administrators, and the places they concern', async () => {
    const { world } = given;
    for (const as of [world.office, world.auditor, world.administrator]) {
      expect(await seen('{ contributions(first: 100) { nodes { id } } projects(first: 100) { nodes { id } } }', as)).toEqual(
        expect.arrayContaining([...HANDED_IN]),
      );
    }
    for (const as of [world.county, world.prefecture, world.province]) {
      expect(await seen(probes['Place.contributions']?.query ?? '', as)).toEqual(
        expect.arrayContaining(['handedInOut', 'waitingCorrection', 'replaced', 'waitsForOwner']),
      );
      expect(await seen(probes['Place.projects']?.query ?? '', as)).toContain('proposal');
    }
    for (const as of [world.otherCounty, world.village]) {
      await seesNone([...HANDED_IN, ...DRAFTS], probes['Place.contributions']?.query ?? '', as);
    }
  });

  test.each(['contributions', 'projects'])('do not show in how many %s there are, by any filter', async (list) => {
    const states = list === 'contributions' ? 'states: [DRAFT, WITHDRAWN]' : 'statuses: [PROPOSED]';
    const counts = async (as?: Account) => {
      const data = await given.platform.read(
        `{ a: ${list}(first: 100) { totalCount nodes { id } } b: ${list}(filter: { ${states} }) { totalCount } }`,
        { as },
      );
      expect(data.a.totalCount).toBe(data.a.nodes.length);
      return data.b.totalCount;
    };
    expect(await counts(given.world.shanghai)).toBeGreaterThan(0);
    expect(await counts()).toBe(0);
    expect(await counts(given.world.guangdong)).toBe(0);
    if (list === 'contributions') for (const as of [given.world.office, given.world.auditor, given.world.county]) expect(await counts(as)).toBe(0);
  });

  test('do not show in where a page ends', async () => {
    const { contributions } = await given.platform.read('{ contributions(first: 100) { totalCount } }');
    const page = await given.platform.read(`{ contributions(first: ${contributions.totalCount}) { pageInfo { hasNextPage } } }`);
    expect(page.contributions.pageInfo.hasNextPage).toBe(false);
  });

  test('drafts that a chamber records for its member are not seen by the member, nor the other way round', async () => {
    const { platform, world } = given;
    const project = await platform.done(world.chamber, 'proposeProject', {
      programme: 'TEN_THOUSAND_ENTERPRISES',
      nameZh: '商会项目',
      sector: '31120',
      places: [{ place: world.villageId }],
    });
    await platform.done(world.office, 'approveProject', { project });
    const gift = { project, through: world.chamberId, flowClass: 'DONATION', amount: '1', occurredOn: '2020-05-01', draft: true };
    const byChamber = await platform.done(world.chamber, 'logContribution', { ...gift, partner: world.memberId });
    const byMember = await platform.done(world.member, 'logContribution', gift);
    const sees = async (id: string, as: Account) =>
      (await platform.read('query ($id: ID!) { node(id: $id) { id } }', { as, variables: { id } })).node !== null;
    expect([await sees(byChamber, world.chamber), await sees(byChamber, world.member)]).toEqual([true, false]);
    expect([await sees(byMember, world.member), await sees(byMember, world.chamber)]).toEqual([true, false]);
  });

  test('lie in the tables that name a partner, which are all stated here', async () => {
    const tables = await given.platform.rows<{ table: string }>(sql`
      select distinct conrelid::regclass::text as "table" from pg_constraint where contype = 'f' and confrelid = 'partner'::regclass order by 1`);
    // Counts of people are not read through shapes; funds and pairings are public (see above), offers and mergings as well; memberships and invitations are their own account's, and webhooks their managers'.
    expect(tables.map(({ table }) => table)).toEqual([
      'audit_sample',
      'confirmation',
      'contribution',
      'contribution_message',
      'correction_request',
      'finding',
      'finding_answer',
      'fund',
      'invitation',
      'matching_offer',
      'membership',
      'pairing',
      'partner',
      'partner_merge',
      'people_count',
      'project',
      'report',
      'webhook',
    ]);
  });
});
