import { issueToken } from '../access/tokens.js';
import type { MemberRole } from '../access/viewer.js';
import { type Executor, isOneOf, type Sql, sql } from '../shared/sql.js';

const TOKEN_DAYS = 30;

interface DemonstrationAccount {
  readonly name: string;
  readonly role: MemberRole;
  readonly partner?: Sql;
  readonly place?: Sql;
}

/** The first example enterprise that is paired with a village under the Ten-Thousand-Enterprises programme. */
const ENTERPRISE_AND_VILLAGE = sql`
  from pairing
  join partner on partner.id = pairing.partner_id and partner.kind = 'ENTERPRISE' and partner.credit_code is not null and partner.synthetic
  join place on place.id = pairing.place_id and place.level = 'VILLAGE'
  where pairing.programme = 'TEN_THOUSAND_ENTERPRISES'
  order by pairing.id limit 1`;

/** One account for each kind of viewer. The enterprise, its village and that village's county belong together, as in the guide's second journey. */
const ACCOUNTS: readonly DemonstrationAccount[] = [
  {
    name: '示例账号·帮扶方（上海市）',
    role: 'PARTNER',
    partner: sql`select partner.id from partner join place on place.id = home_id where kind = 'EASTERN_PROVINCE' and place.code = '31'`,
  },
  { name: '示例账号·企业', role: 'PARTNER', partner: sql`select partner.id ${ENTERPRISE_AND_VILLAGE}` },
  { name: '示例账号·村', role: 'PLACE', place: sql`select place.id ${ENTERPRISE_AND_VILLAGE}` },
  { name: '示例账号·县', role: 'PLACE', place: sql`select place.county_id ${ENTERPRISE_AND_VILLAGE}` },
  { name: '示例账号·项目办', role: 'PROGRAMME_OFFICE' },
  { name: '示例账号·审计', role: 'AUDITOR' },
  { name: '示例账号·管理员', role: 'ADMINISTRATOR' },
];

/** Accounts that these have invited are marked as the demonstration's, too; but they sign in for themselves. */
const IS_OF_START = sql`demonstration and sign_in_name is null and identity_subject is null and ${isOneOf(
  sql`account.name`,
  ACCOUNTS.map(({ name }) => name),
)}`;

/** A demonstration account that somebody can sign in as. */
export interface ReadyAccount {
  readonly name: string;
  readonly role: MemberRole;
  /** The partner or place that it acts for. */
  readonly actsFor: string | null;
  readonly token: string;
}

/** Whether the demonstration was loaded into this database. */
export async function hasDemonstration(database: Executor): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from account where demonstration) as found`.execute(database);
  return rows[0]?.found === true;
}

export async function createDemonstrationAccounts(database: Executor): Promise<void> {
  for (const { name, role, partner, place } of ACCOUNTS) {
    await sql`
      with account as (
        insert into account (name, demonstration) values (${name}, true)
        on conflict (name) where demonstration and sign_in_name is null and identity_subject is null do nothing returning id)
      insert into membership (account_id, role, partner_id, place_id, manages)
      select id, ${role}, (${partner ?? sql`null`}), (${place ?? sql`null`}), true from account`.execute(database);
  }
}

/** A fresh token for each demonstration account: only hashes are kept, so the tokens of the last start cannot be shown again. */
export async function issueDemonstrationTokens(database: Executor): Promise<ReadyAccount[]> {
  await sql`update account set deactivated_at = null where ${IS_OF_START}`.execute(database);
  const { rows } = await sql<{ id: string; name: string; role: MemberRole; acts_for: string | null }>`
    select distinct on (account.id) account.id::text as id, account.name, role, coalesce(partner.name_zh, place.name_zh) as acts_for
    from account join membership on membership.account_id = account.id and ended_at is null
    left join partner on partner.id = partner_id left join place on place.id = place_id
    where ${IS_OF_START} order by account.id, begun_at, membership.id`.execute(database);
  const accounts: ReadyAccount[] = [];
  for (const { id, name, role, acts_for: actsFor } of rows) {
    accounts.push({ name, role, actsFor, token: await issueToken(database, id, TOKEN_DAYS) });
  }
  return accounts;
}

/** Where the demonstration is switched off nobody gets in through its accounts any more, nor through those that they invited. */
export async function shutDemonstrationAccounts(database: Executor): Promise<void> {
  await sql`
    with shut as (update account set deactivated_at = now() where demonstration and deactivated_at is null)
    update access_token set revoked_at = now() from account
    where account.id = account_id and demonstration and revoked_at is null`.execute(database);
}

/** Of a session that is over nothing is kept, but for one that the history speaks of. */
export async function deleteExpiredSessions(database: Executor): Promise<void> {
  await sql`
    delete from access_token where expires_at < now() and kind = 'SESSION'
      and not exists (select from history_entry where subject_type = 'AccessToken' and subject_id = access_token.id)`.execute(database);
}
