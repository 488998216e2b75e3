import { issueToken } from '../access/tokens.js';
import type { Role } from '../access/viewer.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';

const TOKEN_DAYS = 30;

interface DemonstrationAccount {
  readonly name: string;
  readonly role: Role;
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
];

/** A demonstration account that somebody can sign in as. */
export interface ReadyAccount {
  readonly name: string;
  readonly role: Role;
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
      insert into account (name, role, partner_id, place_id, demonstration)
      values (${name}, ${role}, (${partner ?? sql`null`}), (${place ?? sql`null`}), true)
      on conflict (name) where demonstration do nothing`.execute(database);
  }
}

/** A fresh token for each demonstration account: only hashes are kept, so the tokens of the last start cannot be shown again. */
export async function issueDemonstrationTokens(database: Executor): Promise<ReadyAccount[]> {
  const { rows } = await sql<{ id: string; name: string; role: Role; acts_for: string | null }>`
    select account.id::text as id, account.name, account.role, coalesce(partner.name_zh, place.name_zh) as acts_for
    from account left join partner on partner.id = account.partner_id left join place on place.id = account.place_id
    where demonstration order by account.id`.execute(database);
  const accounts: ReadyAccount[] = [];
  for (const { id, name, role, acts_for: actsFor } of rows) {
    accounts.push({ name, role, actsFor, token: await issueToken(database, id, TOKEN_DAYS) });
  }
  return accounts;
}

/** Where the demonstration is switched off nobody gets in through its accounts any more. */
export async function revokeDemonstrationTokens(database: Executor): Promise<void> {
  await sql`delete from access_token using account where account.id = account_id and demonstration`.execute(database);
}

export async function deleteExpiredTokens(database: Executor): Promise<void> {
  await sql`delete from access_token where expires_at < now()`.execute(database);
}
