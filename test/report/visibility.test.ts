import { beforeAll, describe, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { PUBLIC_VIEWER } from '../../src/access/viewer.js';
import { getShape } from '../../src/reading/shape.js';
import { alias, name, sql } from '../../src/shared/sql.js';
import { withoutPredicates, withoutSecurity } from '../access/taken-away.js';
import { newPdf } from '../evidence/samples.js';
import { attached, download, uploaded, useServer } from '../evidence/uploading.js';
import { confirm, receiverOf } from '../support/life.js';
import { acceptedBy, handedIn, openPeriod, reportOwed, written } from '../support/report.js';
import { gift } from '../support/world.js';

const given = useServer();

const VIEWERS = [
  'public',
  'enterprise',
  'chamber',
  'shanghai',
  'village',
  'township',
  'county',
  'otherCounty',
  'prefecture',
  'province',
  'office',
  'auditor',
  'administrator',
] as const;
type Who = (typeof VIEWERS)[number];

const ALL = ['office', 'auditor', 'administrator'] as const;
const PLACES = ['village', 'township', 'county', 'prefecture', 'province'] as const;

/** Whom each report, and each round of it, is for. */
const FOR = {
  untouched: { report: ['enterprise', ...ALL], rounds: {} },
  draft: { report: ['enterprise', ...ALL], rounds: { 1: ['enterprise'] } },
  submitted: { report: ['enterprise', ...PLACES, ...ALL], rounds: { 1: ['enterprise', ...PLACES, ...ALL] } },
  returned: { report: ['enterprise', ...PLACES, ...ALL], rounds: { 1: ['enterprise', ...PLACES, ...ALL], 2: ['enterprise'] } },
  accepted: { report: ['enterprise', ...PLACES, ...ALL], rounds: { 1: ['enterprise', ...PLACES, ...ALL] } },
} as const satisfies Record<string, { report: readonly Who[]; rounds: Readonly<Record<number, readonly Who[]>> }>;
type Piece = keyof typeof FOR;
const PIECES = Object.keys(FOR) as Piece[];

const reports = {} as Record<Piece, string>;

beforeAll(async () => {
  const { platform, world } = given;
  for (const [nth, piece] of PIECES.entries()) {
    const period = await openPeriod(platform, world, { endedAgo: 10 + nth * 40 });
    reports[piece] = (await reportOwed(platform, world, period, world.enterpriseId)).id;
  }
  await written(platform, world.enterprise, reports.draft);
  for (const piece of ['submitted', 'returned', 'accepted'] as const) await handedIn(platform, world.enterprise, reports[piece]);
  await platform.done(world.village, 'returnReport', { report: reports.returned, round: 1, reason: '材料不全' });
  await written(platform, world.enterprise, reports.returned);
  await acceptedBy(platform, reports.accepted, world.village, world.county, world.prefecture, world.province);
}, 60_000);

const accountOf = (who: Who) => (who === 'public' ? undefined : given.world[who]);

const ASKED = `query ($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on Report { rounds { round figures { rows } reviews(first: 10) { nodes { step } } } } }
  reports(first: 100) { totalCount nodes { id } }
}`;

async function shown(who: Who) {
  const ids = PIECES.map((piece) => reports[piece]);
  const { nodes, reports: listed } = await given.platform.read(`# ${mode}\n${ASKED}`, { as: accountOf(who), variables: { ids } });
  return Object.fromEntries(
    PIECES.map((piece, nth) => [
      piece,
      {
        report: nodes[nth] !== null,
        listed: listed.nodes.some(({ id }: { id: string }) => id === reports[piece]),
        rounds: (nodes[nth]?.rounds ?? []).map(({ round }: { round: number }) => round),
      },
    ]),
  );
}

function expected(who: Who) {
  return Object.fromEntries(
    PIECES.map((piece) => {
      const { report, rounds } = FOR[piece] as { report: readonly Who[]; rounds: Readonly<Record<number, readonly Who[]>> };
      const isSeen = report.includes(who);
      return [
        piece,
        {
          report: isSeen,
          listed: isSeen,
          rounds: Object.keys(rounds)
            .map(Number)
            .filter((round) => rounds[round]?.includes(who)),
        },
      ];
    }),
  );
}

let mode = 'both';

describe('a report and its rounds are seen by whom they are for', () => {
  test.each(VIEWERS)('%s', async (who) => {
    mode = 'both';
    expect(await shown(who)).toEqual(expected(who));
  });

  test('by the predicates alone, and by the policies alone', async () => {
    for (const who of VIEWERS) {
      mode = 'policies';
      expect([who, mode, await withoutPredicates(() => shown(who))]).toEqual([who, mode, expected(who)]);
      mode = 'predicates';
      expect([who, mode, await withoutSecurity(given.platform, () => shown(who))]).toEqual([who, mode, expected(who)]);
    }
  }, 60_000);
});

describe('evidence', () => {
  const downloadedBy = async (id: string) => {
    const statuses = await Promise.all(VIEWERS.map(async (who) => [who, (await download(given, accountOf(who), id)).status] as const));
    return statuses.flatMap(([who, status]) => (status === 200 ? who : []));
  };

  test('of a report is downloaded by whoever sees the report, and never by the public', async () => {
    const { world } = given;
    for (const piece of ['draft', 'submitted'] as const) {
      const { file } = await attached(given, world.enterprise, reports[piece], newPdf(), { isPublic: true });
      expect([piece, await downloadedBy(file)]).toEqual([piece, [...VIEWERS].filter((who) => (FOR[piece].report as readonly Who[]).includes(who))]);
    }
    const { node } = await given.platform.read('query ($id: ID!) { node(id: $id) { ... on Report { evidence { totalCount } } } }', {
      as: world.county,
      variables: { id: reports.submitted },
    });
    expect(node.evidence.totalCount).toBe(1);
  });

  test('of a report is bound by its partner and by a place that it concerns, and by nobody else', async () => {
    const { platform, world } = given;
    await attached(given, world.county, reports.submitted, newPdf());
    const bind = async (as: typeof world.chamber) =>
      (await platform.write(as, 'attachEvidence', { file: await uploaded(given, as, newPdf()), subject: reports.submitted })).errors[0]?.extensions
        .code;
    expect([await bind(world.chamber), await bind(world.otherCounty)]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });

  test('of a confirmation is seen with the confirmation: by both sides and who looks on, and never by the public', async () => {
    const { platform, world } = given;
    const contribution = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    await confirm(platform, contribution);
    const receiver = await receiverOf(platform, contribution);
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { confirmations { nodes { id } } } } }', {
      as: receiver,
      variables: { id: contribution },
    });
    const [{ id: confirmation }] = node.confirmations.nodes;
    const { file } = await attached(given, receiver, confirmation, newPdf(), { isPublic: true });
    const around = VIEWERS.filter((who) => ['shanghai', 'county', 'prefecture', 'province', ...ALL].includes(who));
    expect(await downloadedBy(file)).toEqual(around);
    expect(await withoutPredicates(() => downloadedBy(file))).toEqual(around);
    expect(await withoutSecurity(platform, () => downloadedBy(file))).toEqual(around);
    await platform.done(world.prefecture, 'acceptContribution', { contribution });
    expect(await downloadedBy(file)).toEqual(around);
    const { node: read } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Confirmation { evidence { nodes { id } } } } }', {
      as: world.shanghai,
      variables: { id: confirmation },
    });
    const detach = await platform.write(receiver, 'detachEvidence', { evidence: read.evidence.nodes[0].id, reason: '误传' });
    expect(detach.errors[0]?.extensions.rules).toEqual([expect.objectContaining({ code: 'EVIDENCE_SUBJECT_ACCEPTED' })]);
    expect(
      (await platform.write(world.shanghai, 'attachEvidence', { file: await uploaded(given, world.shanghai, newPdf()), subject: confirmation }))
        .errors[0]?.extensions.code,
    ).toBe('FORBIDDEN');
  });
});

describe('the history', () => {
  test('tells nobody of a draft but its partner, and what the database shows is what the predicates name', async () => {
    const { platform } = given;
    for (const who of VIEWERS) {
      const viewer = who === 'public' ? PUBLIC_VIEWER : await viewerOf(platform.database.pool, { authorization: `Bearer ${given.world[who].token}` });
      for (const [table, type] of Object.entries({
        report: 'Report',
        report_round: 'ReportRound',
        history_entry: 'HistoryEntry',
        evidence: 'Evidence',
      })) {
        const { rows: seen } = await sql`select id::text as id from ${name(table)} order by 1`.execute(askedBy(platform.database.pool, viewer));
        const wanted = await platform.rows(
          sql`select id::text as id from ${name(table)} where ${getShape(type).visibility.predicate(alias(table), viewer)} order by 1`,
        );
        expect([who, table, seen]).toEqual([who, table, wanted]);
      }
      const { rows: drafts } = await sql<{ saves: number }>`
      select count(*)::integer as saves from history_entry where action = 'saveReport' and subject_type = 'ReportRound' and subject_id in (
        ${sql.join((await platform.rows<{ id: string }>(sql`select id::text as id from report_round where submitted_at is null`)).map(({ id }) => sql`${id}::bigint`))})`.execute(
        askedBy(platform.database.pool, viewer),
      );
      expect([who, drafts[0]?.saves]).toEqual([who, who === 'enterprise' ? 2 : 0]);
    }
  });
});
