import { sql } from '../../src/shared/sql.js';
import type { Account, Platform } from './platform.js';
import { keyIn, type World } from './world.js';

export interface ReportState {
  readonly id: string;
  readonly state: string;
  readonly round: number;
  readonly version: number;
  readonly dueOn: string;
}

/** A day in China so many days from now. */
export async function dayFromNow({ rows }: Platform, days: number): Promise<string> {
  const [found] = await rows<{ day: string }>(sql`select ((now() at time zone 'Asia/Shanghai')::date + ${days}::integer)::text as day`);
  return found?.day ?? '';
}

interface Period {
  readonly programme?: string;
  readonly endedAgo?: number;
  readonly dueIn?: number;
  readonly days?: number;
  readonly reportsOwed?: boolean;
}

let opened = 0;

/** A reporting period that ended so many days ago, and is due in so many. It is 30 days long, or what else is given. */
export async function openPeriod(
  platform: Platform,
  { office }: World,
  { programme = 'TEN_THOUSAND_ENTERPRISES', endedAgo = 5, dueIn = 20, days = 30, ...input }: Period = {},
): Promise<string> {
  opened += 1;
  return platform.done(office, 'openPeriod', {
    programme,
    code: `2020-T${opened}`,
    nameZh: '报告期',
    nameEn: 'Period',
    startsOn: await dayFromNow(platform, -endedAgo - days),
    endsOn: await dayFromNow(platform, -endedAgo),
    dueOn: await dayFromNow(platform, dueIn),
    ...input,
  });
}

const FIELDS = 'id state round version dueOn';

/** The reports that an account sees, as it asks for them. */
export async function reportsSeen({ read }: Platform, as: Account | undefined, filter: object): Promise<ReportState[]> {
  const { reports } = await read(`query ($filter: ReportFilter) { reports(filter: $filter, first: 100) { nodes { ${FIELDS} } } }`, {
    as,
    variables: { filter },
  });
  return reports.nodes;
}

/** The report that a partner owes for a period. */
export async function reportOwed(platform: Platform, world: World, period: string, partner: string): Promise<ReportState> {
  const [report] = await reportsSeen(platform, world.office, { period, partner });
  if (!report) throw new Error(`Expected a report for ${period}, got none`);
  return report;
}

export async function reportNow({ rows }: Platform, id: string): Promise<{ state: string; round: number; version: number }> {
  const [report] = await rows<{ state: string; round: number; version: number }>(
    sql`select state, round, version from report where id = ${keyIn(id)}::bigint`,
  );
  if (!report) throw new Error(`Expected the report ${id}, got none`);
  return report;
}

/** The partner writes what is to be handed in. */
export async function written(platform: Platform, as: Account, report: string, input: object = {}): Promise<void> {
  const { version } = await reportNow(platform, report);
  await platform.done(as, 'saveReport', { report, version, narrative: '本期帮扶工作总结', ...input });
}

/** The partner writes and hands in. */
export async function handedIn(platform: Platform, as: Account, report: string, input: object = {}): Promise<void> {
  await written(platform, as, report, input);
  await platform.done(as, 'submitReport', { report, version: (await reportNow(platform, report)).version });
}

export async function acceptedBy(platform: Platform, report: string, ...places: readonly Account[]): Promise<void> {
  for (const as of places) await platform.done(as, 'acceptReport', { report, round: (await reportNow(platform, report)).round });
}
