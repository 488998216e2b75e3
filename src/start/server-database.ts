import pg from 'pg';
import type { Storage } from '../database.js';
import { StartFailure } from './start-failure.js';
import { whyUnreachable } from './unreachable.js';

type Server = Extract<Storage, { kind: 'postgresql' }>;

/** Any number that is the same in every Xieshou: "xieshou" in ASCII does not fit, its first four letters do. */
const LOCK = 0x78696573;
const OLDEST_VERSION = 15;
const CONNECT_MS = 10_000;

/**
 * Does the preparations of a start as the only program at this database: of several that start at once, one migrates and loads and
 * the others wait and find it done. The lock is the transaction's, so it ends with the connection however that ends.
 */
export async function aloneOnServer<Result>({ url }: Server, prepare: () => Promise<Result>): Promise<Result> {
  const client = await connect(url);
  try {
    await assertUsable(client);
    await client.query('begin');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    return await prepare();
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, application_name: 'xieshou (start)' });
  // A connection that is cut while it only holds the lock would otherwise end the process without a sentence.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw whyUnreachable(error, new URL(url));
  }
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
