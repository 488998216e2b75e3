import { sql } from '../../src/shared/sql.js';
import type { Account, Platform } from './platform.js';
import { keyIn } from './world.js';

/** Lets the days of a project's public notice pass. */
export async function noticePasses({ rows }: Platform, project: string): Promise<void> {
  await rows(
    sql`update project set notice_started_on = notice_started_on - 30, notice_ends_on = notice_ends_on - 30 where id = ${keyIn(project)}::bigint`,
  );
}

/** The leading partner gives a project a status, whatever its version is. */
export async function setStatus(platform: Platform, lead: Account, project: string, status: string, input: object = {}): Promise<string> {
  const [row] = await platform.rows<{ version: number }>(sql`select version from project where id = ${keyIn(project)}::bigint`);
  return platform.done(lead, 'updateProject', {
    project,
    version: row?.version,
    status,
    ...(status === 'CANCELLED' && { reason: '资金不足' }),
    ...input,
  });
}

export async function statusOf({ rows }: Platform, project: string): Promise<string | undefined> {
  return (await rows<{ status: string }>(sql`select status from project where id = ${keyIn(project)}::bigint`))[0]?.status;
}
