import { decodeId, encodeId } from '../../../src/shared/id.js';
import { encodeCursor } from '../../../src/shared/page/cursor.js';
import type { Ask } from '../../workloads/workload.js';
import { cursorKeys, nodes, type Row } from './rows.js';

/** How PostGraphile marks the cursors of an order, which it says in the cursors that it gives. */
export const marks = new Map<string, string>();

/** An ask in PostGraphile's words, and its answer in the platform's. */
export interface Translation {
  readonly variables: (ask: Ask) => object;
  readonly data: (data: Row, ask: Ask) => unknown;
}

export const TRANSLATIONS: Readonly<Record<string, Translation>> = {
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
  home: {
    variables: () => ({}),
    data: ({ peerAllMoney, peerAllCounts, peerAllPeople, allProjects, allProgrammes }) => ({
      impact: {
        money: nodes(peerAllMoney).map(({ flowClass, stage, netFen, grossFen }) => ({ flowClass, stage, net: fen(netFen), gross: fen(grossFen) })),
        counts: { projects: Number(peerAllCounts.projects), partners: Number(peerAllCounts.partners) },
        people: nodes(peerAllPeople),
      },
      projects: {
        nodes: nodes(allProjects).map(({ rowId, nameZh, placeByPlaceId, partnerByLeadPartnerId }) => ({
          id: encodeId('Project', rowId),
          nameZh,
          county: placeByPlaceId.placeByCountyId,
          leadPartner: partnerByLeadPartnerId,
        })),
      },
      programmes: nodes(allProgrammes),
    }),
  },
  myVillage: {
    variables: ({ token }) => ({ token }),
    data: ({ peerViewerPartner: partner }) => ({
      viewer: {
        partner: {
          id: encodeId('Partner', partner.rowId),
          nameZh: partner.nameZh,
          pairings: {
            nodes: nodes(partner.pairingsByPartnerId).map(({ rowId, startedOn, placeByPlaceId }) => ({
              id: encodeId('Pairing', rowId),
              startedOn,
              place: placeByPlaceId,
            })),
          },
        },
      },
    }),
  },
  findVillage: {
    variables: ({ variables: { name } }) => ({ search: name }),
    data: ({ peerSearchVillages }) => ({
      places: { nodes: nodes(peerSearchVillages).map(({ rowId, ...place }) => ({ ...place, id: encodeId('Place', rowId) })) },
    }),
  },
  waiting: {
    variables: ({ token }) => ({ token }),
    data: ({ peerWaiting }) => ({
      contributions: {
        nodes: nodes(peerWaiting).map(({ rowId, occurredOn, amountFen, partnerByPartnerId, projectByProjectId: project }) => ({
          id: encodeId('Contribution', rowId),
          occurredOn,
          amount: fen(amountFen),
          partner: partnerByPartnerId,
          project: project && { id: encodeId('Project', project.rowId), nameZh: project.nameZh },
        })),
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
