import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { ServerStorage } from '../server-pool.js';
import { StartFailure } from './start-failure.js';
import { whyUnreachable } from './unreachable.js';

/** Any number that is the same in every Xieshou: "xieshou" in ASCII does not fit, its first four letters do. */
const LOCK = 0x78696573;
const OLDEST_VERSION = 15;
const CONNECT_MS = 10_000;
const LOOK_MS = 100;

/**
 * Does the preparations of a start as the only program at this database: of several that start at once, one migrates and loads and
 * the others wait and find it done. The lock is the transaction's, so it ends with the connection however that ends.
 */
export async function aloneOnServer<Result>({ url, serving, pooler }: ServerStorage, prepare: () => Promise<Result>): Promise<Result> {
  const client = await connect(url, 'DATABASE_URL');
  try {
    await assertDirect(client);
    const assertLogin = (setting: string) => async (other: pg.Client) => {
      if (serving !== undefined) await assertServesOnly(other, client, setting);
    };
    for (const [setting, address] of Object.entries({ DATABASE_SERVING_URL: serving, DATABASE_POOLER_URL: pooler })) {
      if (address !== undefined) await assertLeadsTo(client, address, setting, assertLogin(setting));
    }
    await assertUsable(client);
    // Where this machine is gone, nobody else should wait for two hours.
    await client.query('set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3');
    await client.query('begin');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await turn(client);
    return await prepare();
  } finally {
    await client.end();
  }
}

/**
 * An index that is made concurrently waits for every statement that is older than it, and would wait for ever for one that waits for its own turn
 * to come. So this asks again and again; and it asks without a parameter, for what is sent with one stays open until the transaction ends.
 */
async function turn(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ had: boolean }>(`select pg_try_advisory_xact_lock(${LOCK}) as had`);
    if (rows[0]?.had) return;
    await setTimeout(LOOK_MS);
  }
}

async function connect(url: string, setting: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, application_name: 'xieshou (start)' });
  // A connection that is cut while it only holds the lock would otherwise end the process without a sentence.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw whyUnreachable(error, new URL(url), setting);
  }
}

/** A server says by which process it serves a connection. A pooler gives a number of its own, because that changes. */
async function assertDirect(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  if (rows[0]?.pid === (client as unknown as { processID: number }).processID) return;
  throw new StartFailure({
    zh: 'DATABASE_URL 通向连接池而不是 PostgreSQL 服务器本身；请把连接池的地址填入 DATABASE_POOLER_URL，DATABASE_URL 填服务器的地址。',
    en: "DATABASE_URL leads to a pooler and not to the PostgreSQL server itself; give the pooler's address as DATABASE_POOLER_URL, and the server's as DATABASE_URL.",
  });
}

/** What is prepared here has to be what is served by another address. */
async function assertLeadsTo(client: pg.Client, address: string, setting: string, assertLogin: (other: pg.Client) => Promise<void>): Promise<void> {
  const other = await connect(address, setting);
  try {
    const [here, there] = await Promise.all([client, other].map(placeOf));
    if (here !== there) throw leadsElsewhere(setting);
    await assertLogin(other);
  } finally {
    await other.end();
  }
}

function leadsElsewhere(setting: string): StartFailure {
  return new StartFailure({
    zh: `${setting} 与 DATABASE_URL 通向不同的数据库；两者须是同一台服务器上的同一个数据库。`,
    en: `${setting} and DATABASE_URL lead to different databases; they have to lead to the same one on the same server.`,
  });
}

/** A login for serving that could become the owner would be one for everything. */
async function assertServesOnly(client: pg.Client, owner: pg.Client, setting: string): Promise<void> {
  const { rows: owners } = await owner.query<{ role: string }>('select current_user as role');
  const { rows } = await client.query<{ login: string; may_serve: boolean; may_more: boolean }>(
    `select rolname as login, coalesce((select pg_has_role(login.oid, oid, 'member') from pg_roles where rolname = 'xieshou_app'), false) as may_serve,
       rolsuper or rolcreaterole or rolbypassrls or pg_has_role(login.oid, $1::name, 'member')
         or exists (select from pg_auth_members where member = login.oid and roleid::regrole::text <> 'xieshou_app') as may_more
     from pg_roles login where rolname = session_user`,
    [owners[0]?.role],
  );
  const [facts] = rows;
  if (facts?.may_serve === true && !facts.may_more) return;
  const login = facts?.login ?? '';
  throw new StartFailure({
    zh: `${setting} 的用户“${login}”须有且只有角色 xieshou_app；请管理员执行：create role xieshou_app nologin（如尚不存在）；create role "${login}" login password '…' in role xieshou_app。`,
    en: `the user "${login}" of ${setting} must have the role xieshou_app and no more; ask the server's administrator to run: create role xieshou_app nologin (unless it exists); create role "${login}" login password '…' in role xieshou_app.`,
  });
}

async function placeOf(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ place: string }>(
    "select concat(extract(epoch from pg_postmaster_start_time()), ' ', current_database()) as place",
  );
  return rows[0]?.place;
}

interface Facts {
  readonly version: string;
  readonly role: string;
  readonly database: string;
  readonly may_create_tables: boolean;
  readonly has_extension: boolean;
  readonly may_create_extension: boolean;
  readonly may_serve: boolean;
  readonly may_create_role: boolean;
}

async function assertUsable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Facts>(`
    select current_setting('server_version') as version, current_user as role, current_database() as database,
           coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create_tables,
           exists (select from pg_extension where extname = 'btree_gist') as has_extension,
           exists (select from pg_available_extensions where name = 'btree_gist')
             and has_database_privilege(current_database(), 'create') as may_create_extension,
           coalesce((select pg_has_role(current_user, oid, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
             from pg_roles where rolname = 'xieshou_app'), false) as may_serve,
           not exists (select from pg_roles where rolname = 'xieshou_app')
             and (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_create_role`);
  const facts = rows[0] as Facts;
  if (Number.parseInt(facts.version, 10) < OLDEST_VERSION) throw tooOld(facts);
  if (!facts.may_create_tables) throw mayNotCreateTables(facts);
  if (!facts.has_extension && !facts.may_create_extension) throw mayNotCreateExtension(facts);
  if (!facts.may_serve && !facts.may_create_role) throw mayNotCreateRole(facts);
}

function tooOld({ version }: Facts): StartFailure {
  return new StartFailure({
    zh: `PostgreSQL 服务器的版本是 ${version}，需要 ${OLDEST_VERSION} 或更高版本。`,
    en: `the PostgreSQL server has version ${version}, and ${OLDEST_VERSION} or newer is needed.`,
  });
}

function mayNotCreateTables({ role, database }: Facts): StartFailure {
  return new StartFailure({
    zh: `数据库用户“${role}”无权在数据库“${database}”中建表；请管理员执行：grant create on schema public to "${role}"。`,
    en: `the database user "${role}" may not create tables in the database "${database}"; ask its administrator to run: grant create on schema public to "${role}".`,
  });
}

function mayNotCreateExtension({ role, database }: Facts): StartFailure {
  return new StartFailure({
    zh: `数据库“${database}”缺少扩展 btree_gist，用户“${role}”又无权安装；请管理员在该库执行：create extension btree_gist。`,
    en: `the database "${database}" lacks the extension btree_gist and the user "${role}" may not add it; ask its administrator to run there: create extension btree_gist.`,
  });
}

/** A role is the whole server's: it may be there for another database, and then it is only not granted. */
function mayNotCreateRole({ role }: Facts): StartFailure {
  return new StartFailure({
    zh: `提供服务须用数据库角色 xieshou_app，用户“${role}”无权创建或使用它；请管理员执行：create role xieshou_app nologin（如尚不存在）；grant xieshou_app to "${role}"。`,
    en: `requests are served under the database role xieshou_app, which the user "${role}" may neither create nor take; ask the server's administrator to run: create role xieshou_app nologin (unless it exists); grant xieshou_app to "${role}".`,
  });
}
