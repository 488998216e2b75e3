import { beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { PUBLIC_VIEWER, type Viewer } from '../../src/access/viewer.js';
import { openDatabase, served } from '../../src/database.js';
import { sql } from '../../src/shared/sql.js';
import { migrate } from '../../src/upgrading/migrate.js';
import { openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { createTestDatabase } from '../support/test-database.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

describe.each([
  ['a server', openPlatform],
  ['the embedded database', openEmbeddedPlatform],
])('the role that the program serves under, on %s,', (_where, opening) => {
  const given = useWorld(() => opening(), 60);
  let shanghai: Viewer;
  let row: string;
  beforeAll(async () => {
    const { platform, world } = given;
    shanghai = await viewerOf(platform.database.pool, { authorization: `Bearer ${world.shanghai.token}` });
    row = keyIn(await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note: '保密' })));
  });

  const attempt = (statement: string, viewer: Viewer) => sql.raw(statement).execute(askedBy(given.platform.database.pool, viewer));

  test('is what statements run under, and owns nothing', async () => {
    const { rows } = await sql<{ role: string }>`select current_user::text as role`.execute(given.platform.database.pool);
    expect(rows).toEqual([{ role: 'xieshou_app' }]);
    const owned = await given.platform.rows(sql`
      select relname from pg_class where relowner = 'xieshou_app'::regrole union all select proname from pg_proc where proowner = 'xieshou_app'::regrole`);
    expect(owned).toEqual([]);
    const [role] = await given.platform.rows(sql`
      select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolcanlogin as powerful from pg_roles where rolname = 'xieshou_app'`);
    expect(role).toEqual({ powerful: false });
  });

  test.each([
    'delete from contribution',
    'delete from contribution_part',
    'delete from history_entry',
    'delete from idempotency_key',
    'delete from public_change',
    'truncate contribution cascade',
    'truncate history_entry',
    "insert into history_seal values (1, 1, sha256(''))",
    'delete from history_seal',
    'update history_cursor set sealed = 0',
    "insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change, written_in) values ('', '', '', '', 0, '{}', '1')",
    'update contribution set amount_fen = 1',
    "update contribution set recorded_for = 'partner:1'",
    'update history_entry set acting_for = null',
    "update project set programme = 'EAST_WEST'",
    'update fund set live_balance_fen = 1',
    'update impact_money set net_fen = 1',
    'alter table contribution disable trigger all',
    'alter table contribution disable row level security',
    'alter table contribution no force row level security',
    'drop policy contribution_seen on contribution',
    'drop table history_entry',
    'create table mine (id int)',
    'create function mine() returns int language sql return 1',
    'set session_replication_role = replica',
    'create role mine',
    'select impact_repair()',
  ])('cannot %s', async (statement) => {
    await expect(attempt(statement, shanghai)).rejects.toThrow(/permission denied|must be owner|must be able to|permission/);
  });

  test.each([
    'select * from account',
    'select password_hash from account',
    'select identity_subject from account',
    'select hash from access_token',
    'select code_hash from invitation',
    'select * from sign_in_attempt',
    'select * from mikro_orm_migrations',
    'select live_balance_fen from fund',
    'select * from history_key',
    'select * from history_head',
    'select * from impact_money_difference',
  ])('cannot %s', async (statement) => {
    await expect(attempt(statement, shanghai)).rejects.toThrow(/permission denied/);
  });

  test('reads nothing of a row that the viewer does not see, by whatever statement', async () => {
    const leaking = `select (select count(*) from contribution where id = ${row}) + (select count(*) from contribution_part where contribution_id = ${row})
      + (select count(*) from contribution_place where contribution_id = ${row}) + (select count(*) from history_entry where subject_type = 'Contribution' and subject_id = ${row}) as seen`;
    const seenBy = async (viewer: Viewer) => Number(((await attempt(leaking, viewer)).rows[0] as { seen: unknown }).seen);
    expect(await seenBy(shanghai)).toBe(4);
    for (const viewer of [PUBLIC_VIEWER, { ...shanghai, partnerId: keyIn(given.world.guangdongId) }]) expect(await seenBy(viewer)).toBe(0);
  });

  test('records nothing in the name of another, and adds no part to a row that was recorded before', async () => {
    const refused = /row-level security/;
    const copy = `insert into contribution (original_id, partner_id, programme, project_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live, recorded_for, id)
      select own.id, partner_id, programme, project_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, 'DRAFT', false, 'partner:0', own.id
      from contribution, (select nextval('contribution_id_seq') as id) as own where contribution.id = ${row}`;
    await expect(attempt(copy, shanghai)).rejects.toThrow(refused);
    const part = (table: string, columns: string, values: string) =>
      attempt(`insert into ${table} (contribution_id, ${columns}) select min(id), ${values} from contribution`, shanghai);
    await sql`select nextval('contribution_id_seq')`.execute(given.platform.owner);
    await expect(part('contribution_part', 'ordinal, amount_fen', '99, 1')).rejects.toThrow();
    await expect(part('contribution_line', 'ordinal, item, quantity, unit', "99, '化肥', 1, '吨'")).rejects.toThrow();
    await expect(
      attempt(
        "insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change) values ('partner:0', '', '', '', 0, '{}')",
        shanghai,
      ),
    ).rejects.toThrow(refused);
    await expect(
      attempt("insert into idempotency_key (organisation, key, fingerprint, subject_id) values ('partner:0', 'x', sha256(''), 0)", shanghai),
    ).rejects.toThrow(refused);
  });

  test('changes nothing that its viewer may not change', async () => {
    const changed = async (viewer: Viewer) => {
      const { rows } = await attempt(`update contribution set live = live where id = ${row} returning id`, viewer);
      return rows.length;
    };
    expect(await changed(shanghai)).toBe(1);
    expect(await changed({ ...shanghai, partnerId: keyIn(given.world.guangdongId) })).toBe(0);
    expect(await changed(PUBLIC_VIEWER)).toBe(0);
    await given.platform.rows(sql`update contribution set state = 'WITHDRAWN', live = false where id = ${row}::bigint`);
    const office = await viewerOf(given.platform.database.pool, { authorization: `Bearer ${given.world.office.token}` });
    expect(await changed(office)).toBe(0);
  });

  test('runs the functions of the owner with names of its own looked up last', async () => {
    const loose = await given.platform.rows(sql`
      select proname from pg_proc where prosecdef and pronamespace = current_schema()::regnamespace
        and (proconfig is null or not exists (select from unnest(proconfig) as setting where setting like 'search_path=%, pg_temp'))`);
    expect(loose).toEqual([]);
    const toAll = await given.platform.rows(sql`
      select proname from pg_proc where prosecdef and pronamespace = current_schema()::regnamespace and has_function_privilege('public', oid, 'execute')`);
    expect(toAll).toEqual([]);
  });
});

test('a user who is no superuser, owns the database and was granted the role migrates it and serves it under the role', async () => {
  const copy = await createTestDatabase('reference');
  const superuser = new pg.Client({ connectionString: copy.url });
  await superuser.connect();
  await superuser.query("create role keeper login password 'keeper'");
  await superuser.query('create database kept owner keeper');
  await superuser.query('grant xieshou_app to keeper');
  const url = Object.assign(new URL(copy.url), { username: 'keeper', password: 'keeper', pathname: '/kept' }).href;
  try {
    const owner = await openDatabase({ kind: 'postgresql', url, connections: 1 }, 'OWNER');
    await migrate(owner);
    await sql`insert into account (name) values ('A')`.execute(owner.pool);
    const serving = await served(owner);
    const { rows } = await sql`select current_user::text as role, count(*)::int as rows from contribution`.execute(serving.pool);
    expect(rows).toEqual([{ role: 'xieshou_app', rows: 0 }]);
    await expect(sql`select password_hash from account`.execute(serving.pool)).rejects.toThrow('permission denied');
    await serving.close();
    const folding = await openDatabase({ kind: 'postgresql', url, connections: 1 });
    await sql`select impact_fold(), fold_public_changes()`.execute(folding.pool);
    await folding.close();
  } finally {
    await superuser.query('drop database kept with (force)');
    await superuser.query('drop role keeper');
    await superuser.end();
    await copy.drop();
  }
}, 60_000);
