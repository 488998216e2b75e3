import { readFileSync } from 'node:fs';
import { decodeId, encodeId } from '../../src/shared/id.js';
import { encodeCursor } from '../../src/shared/page/cursor.js';
import { projectFile } from '../../src/shared/root.js';
import type { Ask } from '../workloads/workload.js';
import { answerOf } from './ask.js';
import { type Contestant, ownEnvironment } from './contestant.js';
import { cursorKeys, nodes, type Row } from './postgraphile/rows.js';

/** How PostGraphile marks the cursors of an order, which it says in the cursors that it gives. */
const marks = new Map<string, string>();

/** With row-level security, its documented way to decide who sees what: what is not accepted stays unseen, as with the platform. */
export const POSTGRAPHILE = postgraphileAs('postgraphile', 'PostGraphile 5', 'peer_public');

/** With nothing in the way: each client asks for accepted rows, and could ask for the others. */
export const POSTGRAPHILE_OPEN = postgraphileAs('postgraphile-open', 'PostGraphile 5 without visibility', null);

function postgraphileAs(name: string, title: string, role: string | null): Contestant {
  return {
    name,
    title,
    main: 'dist/bench/contestants/postgraphile/main.js',
    environment: (conditions) => ({ ...ownEnvironment(conditions), GRAPHILE_ENV: 'production', ...(role === null ? {} : { PEER_ROLE: role }) }),
    prepare: learnMarks,
    request: (ask) => {
      const translated = TRANSLATIONS[ask.operation];
      if (translated === undefined || ask.registered === 'again') return null;
      return { method: 'POST', path: '/graphql', body: { query: textOf(ask.operation), variables: translated.variables(ask) } };
    },
    data: (ask, answer) => TRANSLATIONS[ask.operation]?.data((answer as { data: Row }).data, ask),
  };
}

async function learnMarks(port: number): Promise<void> {
  for (const [operation, list, order] of [
    ['projects', 'allProjects', 'PRIMARY_KEY_DESC'],
    ['deepPage', 'allContributions', '[OCCURRED_ON_ASC, PRIMARY_KEY_ASC]'],
  ] as const) {
    const query = `{ ${list}(first: 1, orderBy: ${order}) { edges { cursor } } }`;
    const answer = await answerOf(port, { method: 'POST', path: '/graphql', body: { query } });
    const [edge] = (answer as { data: Record<string, { edges: { cursor: string }[] }> }).data[list]?.edges ?? [];
    marks.set(operation, JSON.parse(Buffer.from(edge?.cursor ?? '', 'base64').toString())[0]);
  }
}

interface Translation {
  readonly variables: (ask: Ask) => object;
  readonly data: (data: Row, ask: Ask) => unknown;
}

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  projects: {
    variables: ({ variables: { programme, after } }) => ({ programme, after: cursor('projects', after) }),
    data: ({ allProjects }) => ({
      projects: {
        nodes: nodes(allProjects).map((project) => ({
          id: encodeId('Project', project.rowId),
          nameZh: project.nameZh,
          status: project.status,
          village: project.placeByPlaceId.placeByVillageId,
          township: project.placeByPlaceId.placeByTownshipId,
          county: project.placeByPlaceId.placeByCountyId,
          contributions: {
            nodes: nodes(project.contributionsByProjectId).map(({ rowId, occurredOn, flowClass, amountFen, partnerByPartnerId: partner }) => ({
              id: encodeId('Contribution', rowId),
              occurredOn,
              flowClass,
              amount: fen(amountFen),
              partner: { id: encodeId('Partner', partner.rowId), nameZh: partner.nameZh },
            })),
          },
        })),
        pageInfo: { ...allProjects.pageInfo, endCursor: encodeCursor('NEWEST', [nodes(allProjects).at(-1)?.rowId]) },
      },
    }),
  },
  partnerImpact: {
    variables: ({ variables: { partner } }) => ({ id: nodeId(partner) }),
    data: ({ partner }) => {
      const rows = nodes(partner.breakdown);
      const cells = new Map(rows.map(({ year, flowClass }) => [`${year} ${flowClass}`, { year, flowClass }]));
      return {
        node: {
          id: encodeId('Partner', partner.rowId),
          nameZh: partner.nameZh,
          impact: {
            breakdown: {
              nodes: [...cells.values()].map(({ year, flowClass }) => ({
                year,
                flowClass,
                money: rows
                  .filter((row) => row.year === year && row.flowClass === flowClass)
                  .map(({ stage, netFen, grossFen }) => ({ stage, net: fen(netFen), gross: fen(grossFen) })),
              })),
            },
          },
        },
      };
    },
  },
  countyMap: {
    variables: ({ variables: { fromYear, province } }) => ({ fromYear, province: keyOf(province) }),
    data: ({ allPlaces }) => {
      const counties = nodes(allPlaces)
        .filter(({ replacedById }) => replacedById === null)
        .sort((a, b) => (a.code < b.code ? -1 : 1))
        .map(({ code, nameZh, figures }) => ({
          code,
          nameZh,
          impact: {
            total: { net: fen(figures.netFen ?? '0') },
            counts: { projects: Number(figures.projects), partners: Number(figures.partners) },
          },
        }));
      return { first: { nodes: counties.slice(0, 100) }, rest: { nodes: counties.slice(100) } };
    },
  },
  node: {
    variables: ({ variables: { id } }) => ({ id: nodeId(id) }),
    data: ({ node }) => {
      const { rowId, amountFen, partnerByPartnerId, projectByProjectId: project, ...rest } = node;
      return {
        node: {
          ...rest,
          id: encodeId('Contribution', rowId),
          amount: fen(amountFen),
          partner: partnerByPartnerId,
          project: project && { id: encodeId('Project', project.rowId), nameZh: project.nameZh },
        },
      };
    },
  },
  deepPage: {
    variables: ({ variables: { programme, after } }) => ({ programme, after: cursor('deepPage', after) }),
    data: ({ allContributions }) => {
      const last = nodes(allContributions).at(-1);
      return {
        contributions: {
          nodes: nodes(allContributions).map(({ rowId, occurredOn, flowClass, amountFen, partnerByPartnerId, projectByProjectId }) => ({
            id: encodeId('Contribution', rowId),
            occurredOn,
            flowClass,
            amount: fen(amountFen),
            partner: partnerByPartnerId,
            project: projectByProjectId,
          })),
          pageInfo: { ...allContributions.pageInfo, endCursor: last ? encodeCursor('OCCURRED', [last.occurredOn, last.rowId]) : null },
        },
      };
    },
  },
  search: {
    variables: ({ variables: { text } }) => ({ search: text }),
    data: ({ peerSearchPartners: found }) => ({
      partners: {
        totalCount: found.totalCount,
        nodes: nodes(found).map(({ rowId, ...partner }) => ({ ...partner, id: encodeId('Partner', rowId) })),
      },
    }),
  },
  logContribution: {
    variables: ({ token, variables: { key, project, amount, on } }) => ({ token, key, project: keyOf(project), amount, on }),
    data: ({ peerLogContribution: { result } }) => ({
      logContribution: { contribution: { id: encodeId('Contribution', result.rowId), state: result.state, amount: fen(result.amountFen) } },
    }),
  },
};

const texts = new Map<string, string>();

function textOf(operation: string): string {
  const known = texts.get(operation) ?? readFileSync(projectFile(`bench/contestants/postgraphile/operations/${operation}.graphql`), 'utf8');
  texts.set(operation, known);
  return known;
}

function cursor(operation: string, after: unknown): string {
  return Buffer.from(JSON.stringify([marks.get(operation), ...cursorKeys(String(after))])).toString('base64');
}

function keyOf(id: unknown): string {
  return decodeId(String(id))?.key ?? '';
}

function nodeId(id: unknown): string {
  const { type, key } = decodeId(String(id)) ?? { type: '', key: '' };
  return Buffer.from(JSON.stringify([type, key])).toString('base64');
}

function fen(amount: string | null): { fen: string } | null {
  return amount === null ? null : { fen: amount };
}
