import type { SqlEntityManager } from '@mikro-orm/sql';
import { Contribution } from '../../../src/contribution/contribution.entity.js';
import { Pairing } from '../../../src/pairing/pairing.entity.js';
import { Partner } from '../../../src/partner/partner.entity.js';
import { Place } from '../../../src/place/place.entity.js';
import { Programme } from '../../../src/programme/programme.entity.js';
import { Project } from '../../../src/project/project.entity.js';
import { decodeId, encodeId } from '../../../src/shared/id.js';
import { decodeCursor, encodeCursor } from '../../../src/shared/page/cursor.js';
import type { Loaders } from './loaders.js';
import { logContribution } from './log-contribution.js';
import { viewerOf } from './viewer.js';

export interface OrmContext {
  readonly em: SqlEntityManager;
  readonly loaders: Loaders;
  readonly token: string | undefined;
}

type Args = Readonly<Record<string, never>> & { first?: number; after?: string; filter?: Record<string, never> };

interface ClassMoney {
  readonly year: number;
  readonly flow_class: string;
  readonly stage: string;
  readonly net_fen: string;
  readonly gross_fen: string;
}

const HIDDEN = { status: { $nin: ['PROPOSED', 'WITHDRAWN'] } };
const id = (type: string) => (row: { id: string }) => encodeId(type, row.id);
const fen = (amount: string | null) => (amount === null ? null : { fen: String(amount) });

/** Rows are entities, and each relation is loaded where it is asked for, in batches. */
export const RESOLVERS = {
  Query: {
    node: (_root: unknown, { id: text }: { id: string }, { em }: OrmContext) => {
      const { type, key } = decodeId(text) ?? {};
      if (type === 'Contribution') return em.findOne(Contribution, { id: key, state: 'ACCEPTED' } as never);
      if (type === 'Partner') return em.findOne(Partner, { id: key } as never);
      return null;
    },
    projects: async (_root: unknown, { filter, first = 20, after }: Args, { em }: OrmContext) => {
      const before = after ? { id: { $lt: decodeCursor(after, 'NEWEST')[0] } } : {};
      const rows = await em.find(Project, { ...filter, ...HIDDEN, ...before } as never, { orderBy: { id: 'desc' }, limit: first + 1 });
      return pageOf(rows, first, ({ id }) => encodeCursor('NEWEST', [id]));
    },
    impact: () => ({}),
    programmes: (_root: unknown, _args: unknown, { em }: OrmContext) => em.find(Programme, {}, { orderBy: { code: 'asc' } }),
    viewer: async (_root: unknown, _args: unknown, { em, token }: OrmContext) => {
      const { partner_id } = await viewerOf(em, token);
      return { partner: partner_id && (await em.findOne(Partner, { id: partner_id } as never)) };
    },
    contributions: async (_root: unknown, { filter, first = 20, after }: Args, { em, token }: OrmContext) => {
      if (filter?.states) {
        if ((await viewerOf(em, token)).role !== 'PROGRAMME_OFFICE') return { nodes: [] };
        const nodes = await em.find(Contribution, { state: { $in: filter.states } } as never, { orderBy: { id: 'desc' }, limit: first });
        return { nodes, pageInfo: { hasNextPage: true, endCursor: null } };
      }
      const [day, key] = after ? decodeCursor(after, 'OCCURRED') : [];
      const later = after ? { $or: [{ occurredOn: { $gt: day } }, { occurredOn: day, id: { $gt: key } }] } : {};
      const rows = await em.find(Contribution, { ...filter, ...later, state: 'ACCEPTED' } as never, {
        orderBy: { occurredOn: 'asc', id: 'asc' },
        limit: first + 1,
      });
      return pageOf(rows, first, ({ occurredOn, id }) => encodeCursor('OCCURRED', [occurredOn, id]));
    },
    partners: async (_root: unknown, { filter, first = 20 }: Args, { em }: OrmContext) => {
      const pattern = `%${filter?.search ?? ''}%`;
      const [nodes, totalCount] = await em.findAndCount(
        Partner,
        { $or: [{ nameZh: { $ilike: pattern } }, { nameEn: { $ilike: pattern } }] } as never,
        {
          orderBy: { nameZh: 'asc', id: 'asc' },
          limit: first,
        },
      );
      return { nodes, totalCount };
    },
    places: async (_root: unknown, { filter, first = 20, after }: Args, { em }: OrmContext) => {
      if (filter?.name) {
        const where = { level: filter.level, replacedBy: null, nameZh: { $ilike: `%${filter.name}%` } };
        return { nodes: await em.find(Place, where as never, { orderBy: { code: 'asc' }, limit: first }) };
      }
      const [code] = after ? decodeCursor(after, 'CODE') : [];
      const where = {
        level: filter?.level,
        province: decodeId(filter?.within ?? '')?.key,
        replacedBy: null,
        ...(code ? { code: { $gt: code } } : {}),
      };
      return { nodes: await em.find(Place, where as never, { orderBy: { code: 'asc' }, limit: first }) };
    },
  },
  Mutation: { logContribution },
  Node: { __resolveType: (row: unknown) => (row instanceof Contribution ? 'Contribution' : row instanceof Partner ? 'Partner' : 'Project') },
  Project: {
    id: id('Project'),
    village: async ({ place }: Project, _args: unknown, { loaders }: OrmContext) =>
      placeAt(loaders, (await loaders.lineage.load(place.id)).village_id),
    township: async ({ place }: Project, _args: unknown, { loaders }: OrmContext) =>
      placeAt(loaders, (await loaders.lineage.load(place.id)).township_id),
    county: async ({ place }: Project, _args: unknown, { loaders }: OrmContext) => placeAt(loaders, (await loaders.lineage.load(place.id)).county_id),
    leadPartner: ({ leadPartner }: Project, _args: unknown, { loaders }: OrmContext) => loaders.partner.load(leadPartner.id),
    contributions: async (project: Project, { first = 20 }: Args, { loaders }: OrmContext) => ({
      nodes: (await loaders.contributionsOfProject.load(project.id)).slice(0, first),
    }),
  },
  Contribution: {
    id: id('Contribution'),
    amount: ({ amount }: Contribution) => fen(amount),
    partner: ({ partner }: Contribution, _args: unknown, { loaders }: OrmContext) => loaders.partner.load(partner.id),
    project: ({ project }: Contribution, _args: unknown, { loaders }: OrmContext) => (project ? loaders.project.load(project.id) : null),
  },
  Impact: {
    money: async (_all: unknown, _args: unknown, { em }: OrmContext) => {
      const rows = await em.execute<ClassMoney[]>('select * from peer.all_money()');
      return rows.map((row) => ({ flowClass: row.flow_class, stage: row.stage, net: fen(row.net_fen), gross: fen(row.gross_fen) }));
    },
    counts: async (_all: unknown, _args: unknown, { em }: OrmContext) => {
      const [counts] = await em.execute<{ projects: string; partners: string }[]>('select * from peer.all_counts()');
      return { projects: Number(counts?.projects), partners: Number(counts?.partners) };
    },
    people: (_all: unknown, _args: unknown, { em }: OrmContext) => em.execute('select unit, low::text, high::text from peer.all_people()'),
  },
  Partner: {
    id: id('Partner'),
    impact: (partner: Partner) => partner,
    pairings: async ({ id }: Partner, { first = 20 }: Args, { em }: OrmContext) => ({
      nodes: await em.find(Pairing, { partner: id } as never, { orderBy: { id: 'desc' }, limit: first }),
    }),
  },
  Pairing: { id: id('Pairing'), place: ({ place }: Pairing, _args: unknown, { loaders }: OrmContext) => loaders.place.load(place.id) },
  PartnerImpact: {
    breakdown: async (partner: Partner, _args: unknown, { em }: OrmContext) => {
      const rows = await em.execute<ClassMoney[]>('select breakdown.* from partner, peer.partner_breakdown(partner) as breakdown where id = ?', [
        partner.id,
      ]);
      const cells = new Map(
        rows.map((row) => [`${row.year} ${row.flow_class}`, { year: row.year, flowClass: row.flow_class, rows: [] as ClassMoney[] }]),
      );
      for (const row of rows) cells.get(`${row.year} ${row.flow_class}`)?.rows.push(row);
      return { nodes: [...cells.values()] };
    },
  },
  Cell: { money: ({ rows }: { rows: ClassMoney[] }) => rows.map((row) => ({ stage: row.stage, net: fen(row.net_fen), gross: fen(row.gross_fen) })) },
  Place: {
    id: id('Place'),
    impact: ({ id }: Place, { filter }: { filter?: { fromYear?: number } }, { loaders }: OrmContext) =>
      loaders.figures(filter?.fromYear ?? null).load(id),
  },
  PlaceImpact: {
    total: ({ net_fen }: { net_fen: string | null }) => ({ net: fen(net_fen ?? '0') }),
    counts: ({ projects, partners }: { projects: string; partners: string }) => ({ projects: Number(projects), partners: Number(partners) }),
  },
};

function pageOf<Row>(rows: readonly Row[], first: number, cursor: (row: Row) => string) {
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1);
  return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: last ? cursor(last) : null } };
}

function placeAt({ place }: Loaders, id: string | null | undefined): Promise<Place> | null {
  return id ? place.load(id) : null;
}
