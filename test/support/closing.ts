import { sql } from '../../src/shared/sql.js';
import type { Account, Platform } from './platform.js';
import { keyIn, type World } from './world.js';

/** A reporting period of EAST_WEST from the first day to the last of a year, or what else is given. */
export function openYear({ done }: Platform, { office }: World, year: number, input: object = {}): Promise<string> {
  return done(office, 'openPeriod', {
    programme: 'EAST_WEST',
    code: String(year),
    nameZh: `${year} 年`,
    nameEn: String(year),
    startsOn: `${year}-01-01`,
    endsOn: `${year}-12-31`,
    dueOn: `${year + 1}-01-31`,
    ...input,
  });
}

export function close({ done }: Platform, { office }: World, period: string): Promise<string> {
  return done(office, 'closePeriod', { period, leaveOut: true });
}

/** One side asks for a correction, and the level above agrees. */
export async function consented(platform: Platform, world: World, contribution: string, by: Account = world.shanghai): Promise<string> {
  const request = await platform.done(by, 'askForCorrection', { contribution, reason: '票据金额有误' });
  return platform.done(world.prefecture, 'agreeCorrection', { request });
}

/** What the public is told of a year: money by class, county, partner and sector, help in kind, counts, what is left out. */
export async function answerFor({ read }: Platform, year: number): Promise<unknown> {
  const cells = (name: string, dimension: string, field: string) =>
    `${name}: breakdown(by: [${dimension}], first: 100) { nodes { ${field} money { flowClass stage net { fen } gross { fen } rows } } }`;
  const { impact } = await read(`{
    impact(filter: { programme: EAST_WEST, fromYear: ${year}, toYear: ${year} }) {
      money { flowClass stage net { fen } gross { fen } rows }
      ${cells('counties', 'COUNTY', 'county { code }')}
      ${cells('partners', 'PARTNER', 'partner { id }')}
      ${cells('sectors', 'SECTOR', 'sector { code }')}
      inKind { form unit quantity } leftOut { reason flowClass rows amount { fen } }
      counts { contributions partners projects places(level: COUNTY) }
      contributions(first: 100) { totalCount nodes { id amount { fen } live state } }
    }
  }`);
  return impact;
}

export interface Version {
  readonly version: number;
  readonly recordedAt: string;
  readonly reason: string | null;
  readonly contribution: { readonly id: string } | null;
  readonly request: { readonly id: string } | null;
  readonly figures: readonly {
    readonly flowClass: string;
    readonly stage: string;
    readonly form: string;
    readonly rows: number;
    readonly gross: { readonly fen: string };
    readonly net: { readonly fen: string };
  }[];
}

/** All versions of a period, as the account sees them. */
export async function versionsOf({ read }: Platform, period: string, as?: Account): Promise<Version[]> {
  const { node } = await read(
    `query ($id: ID!) { node(id: $id) { ... on ReportingPeriod { versions(first: 100) { nodes {
      version recordedAt reason contribution { id } request { id }
      figures { flowClass stage form rows gross { fen } net { fen } } } } } } }`,
    { as, variables: { id: period } },
  );
  return node.versions.nodes;
}

/** The consent is good no more, as though its days had passed. */
export async function expire({ rows }: Platform, request: string): Promise<void> {
  await rows(sql`alter table correction_request disable trigger correction_request_stays`);
  await rows(sql`update correction_request set expires_at = now() where id = ${keyIn(request)}::bigint`);
  await rows(sql`alter table correction_request enable trigger correction_request_stays`);
}
