import type { MemberRole } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import type { Account, Platform } from './platform.js';
import { keyIn } from './world.js';

/** Accounts of the receiving sides, made when they are first needed. */
const receivers = new WeakMap<Platform, Map<string, Promise<Account>>>();

/** An account of the side that receives the contribution, which is nobody's else. */
export async function receiverOf(platform: Platform, contribution: string): Promise<Account> {
  const [side] = await platform.rows<{ role: MemberRole; partnerId: string | null; placeId: string | null }>(sql`
    select role, partner_id::text as "partnerId", place_id::text as "placeId" from confirming_side(${keyIn(contribution)}::bigint)`);
  if (!side) throw new Error(`Expected somebody to receive ${contribution}, got nobody`);
  const known = receivers.get(platform) ?? new Map<string, Promise<Account>>();
  receivers.set(platform, known);
  const key = JSON.stringify(side);
  const { role, partnerId, placeId } = side;
  const account = known.get(key) ?? platform.account(role, { ...(partnerId !== null && { partnerId }), ...(placeId !== null && { placeId }) });
  known.set(key, account);
  return account;
}

/** What the contribution itself says, as a confirmation. */
export async function sameFigure(platform: Platform, contribution: string): Promise<object> {
  const [row] = await platform.rows<{ amount: string | null; on: string; lines: { item: string; quantity: string; unit: string }[] }>(sql`
    select (amount_fen / 100.0)::numeric(20, 2)::text as amount, occurred_on::text as on, (
      select coalesce(json_agg(json_build_object('item', item, 'quantity', quantity::text, 'unit', unit)), '[]')
      from contribution_line where contribution_id = contribution.id) as lines
    from contribution where id = ${keyIn(contribution)}::bigint`);
  if (!row) throw new Error(`Expected the contribution ${contribution}, got none`);
  const { amount, on, lines } = row;
  return { contribution, confirmedOn: on, ...(amount === null ? { lines } : { amount }) };
}

/** The receiving side confirms what the contribution says. */
export async function confirm(platform: Platform, contribution: string): Promise<string> {
  return platform.done(await receiverOf(platform, contribution), 'confirmContribution', await sameFigure(platform, contribution));
}

/** The receiving side confirms, and this account accepts. */
export async function confirmAndAccept(platform: Platform, by: Account, contribution: string): Promise<string> {
  await confirm(platform, contribution);
  return platform.done(by, 'acceptContribution', { contribution });
}
