import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from '../../src/database.js';
import { newSigningKey, signingKey } from '../../src/history/signing-key.js';
import { sql } from '../../src/shared/sql.js';
import { migrate } from '../../src/upgrading/migrate.js';
import { SUPERSEDED } from '../../src/upgrading/refusals.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { failedStart, type Program, startProgram } from './program.js';

const MINUTE = 60_000;

let database: TestDatabase;
let client: pg.Client;
let folder: string;
const running: Program[] = [];

beforeAll(async () => {
  database = await createTestDatabase('reference');
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xieshou-'));
});

afterEach(async () => {
  // What a test that failed has locked.
  await client.query('rollback');
  for (const program of running.splice(0)) {
    program.process.kill('SIGKILL');
    await program.ended;
  }
  await rm(folder, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>>): Program {
  const program = startProgram(environment);
  running.push(program);
  return program;
}

const onServer = () => ({ DATABASE_URL: database.url });

async function ask(
  address: string,
  query: string,
  token?: string,
): Promise<{ status: number; body: { data?: Record<string, never>; errors?: unknown[] } }> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: (await response.json()) as never };
}

describe('a start that cannot be says why in one sentence per language and ends with code 1, or 3 where the version is too old:', () => {
  async function expectFailure(environment: Record<string, string>, english: string, expected = 1): Promise<void> {
    const { code, sentences } = await failedStart(environment);
    expect(code).toBe(expected);
    expect(sentences).toEqual([expect.stringContaining(english), expect.stringMatching(/^携手无法启动：.+。$/)]);
    expect(sentences[0]).toMatch(/^Xieshou cannot start: .+\.$/);
  }

  it('a setting that is not good', () => expectFailure({ PORT: 'four thousand' }, 'the setting PORT must be a whole number'));

  it('a DATABASE_URL that is none', () => expectFailure({ DATABASE_URL: 'localhost:5432' }, 'the setting DATABASE_URL must be an address'));

  it('no server there', () =>
    expectFailure({ DATABASE_URL: 'postgres://clerk:secret@127.0.0.1:1/ledger' }, 'no PostgreSQL server answers at 127.0.0.1:1'));

  it('a server with no such database', () =>
    expectFailure({ DATABASE_URL: database.url.replace(/[^/]+$/, 'no_such_ledger') }, 'has no database "no_such_ledger"'));

  it('a server that does not let the user in', () => {
    const url = new URL(database.url);
    url.username = 'nobody_known';
    return expectFailure({ DATABASE_URL: url.href }, 'does not let the user "nobody_known" in');
  });

  it('a user who may not create what is missing', async () => {
    const url = new URL(database.url);
    await client.query("create role narrow login password 'narrow'; revoke create on schema public from public");
    Object.assign(url, { username: 'narrow', password: 'narrow' });
    await expectFailure({ DATABASE_URL: url.href }, 'the database user "narrow" may not create tables');
    await client.query('drop role narrow');
  });

  it('a user who may neither create the role that requests are served under nor take it', async () => {
    const url = new URL(database.url);
    await client.query("create role clerk login password 'clerk'; grant create on schema public to clerk");
    Object.assign(url, { username: 'clerk', password: 'clerk' });
    await expectFailure({ DATABASE_URL: url.href }, 'the database role xieshou_app, which the user "clerk" may neither create nor take');
    await client.query('drop owned by clerk; drop role clerk');
  });

  it('a login for serving that may do more than serve', async () => {
    const { username } = new URL(database.url);
    await expectFailure(
      { ...onServer(), DATABASE_SERVING_URL: database.url },
      `the user "${username}" of DATABASE_SERVING_URL must have the role xieshou_app and no more`,
    );
    // It could grant itself whatever it lacks, or see what no policy shows it.
    for (const more of ['createrole in role xieshou_app', 'bypassrls in role xieshou_app', 'in role xieshou_app, pg_read_all_data']) {
      await client.query(`create role ambitious login password 'x' ${more}`);
      const serving = Object.assign(new URL(database.url), { username: 'ambitious', password: 'x' }).href;
      await expectFailure({ ...onServer(), DATABASE_SERVING_URL: serving }, 'the user "ambitious" of DATABASE_SERVING_URL must have');
      await client.query('drop role ambitious');
    }
  });

  it('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expectFailure({ ...onServer(), PORT: String(port) }, `another program already uses port ${port}`);
    await new Promise((resolve) => other.close(resolve));
  });

  it(
    'data from which a newer version has taken something away, which are left as they are',
    async () => {
      const inFolder = { kind: 'embedded', folder: join(folder, 'postgres') } as const;
      const newer = await openDatabase(inFolder, 'OWNER');
      await migrate(newer);
      await sql`insert into mikro_orm_migrations (name) values ('999_future.sql')`.execute(newer.pool);
      await sql`select raise_serving_floor(999)`.execute(newer.pool);
      await newer.close();

      await expectFailure({ DATA_FOLDER: folder }, 'a newer version of Xieshou has taken away from the database', SUPERSEDED);

      const untouched = await openDatabase(inFolder, 'OWNER');
      const { rows } = await sql`
        select (select count(*)::int from programme) as programmes, (select max(name) from mikro_orm_migrations) as latest`.execute(untouched.pool);
      await untouched.close();
      expect(rows).toEqual([{ programmes: 0, latest: '999_future.sql' }]);
    },
    MINUTE,
  );

  it('a data folder of a newer embedded database', async () => {
    await mkdir(join(folder, 'postgres'));
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '99\n');
    await expectFailure({ DATA_FOLDER: folder }, 'belongs to an embedded PostgreSQL 99');
  });

  it('a data folder that is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    await expectFailure({ DATA_FOLDER: join(folder, 'file') }, 'cannot be written to');
  });

  it('a signing key that is none', () =>
    expectFailure(
      { ...onServer(), HISTORY_SIGNING_KEY: generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
      'HISTORY_SIGNING_KEY is no private key of Ed25519',
    ));

  it('a signing key in a file that is not there', () =>
    expectFailure(
      { ...onServer(), HISTORY_SIGNING_KEY: join(folder, 'none') },
      'that the setting HISTORY_SIGNING_KEY names cannot be read (ENOENT)',
    ));

  it('a demonstration asked for beside a real ledger', async () => {
    await client.query(
      "insert into fund (programme, name_zh, place_id, opened_on) select 'EAST_WEST', '真实资金', id, '2020-01-01' from place where code = '53'",
    );
    await expectFailure({ ...onServer(), XIESHOU_DEMONSTRATION: 'true' }, 'already holds a real ledger');
    await client.query('delete from fund');
  });
});

describe('on a server', () => {
  it(
    'requests are served by a login of their own, which cannot become the owner of the tables',
    async () => {
      await client.query("create role server_of_requests login password 'serving' in role xieshou_app");
      const serving = Object.assign(new URL(database.url), { username: 'server_of_requests', password: 'serving' }).href;
      const program = start({ ...onServer(), DATABASE_SERVING_URL: serving });
      const { body } = await ask(await program.address(), '{ programmes { code } }');
      expect(body.data?.programmes).toContainEqual({ code: 'TEN_THOUSAND_ENTERPRISES' });
      // What the program does by itself it does as the owner still.
      await client.query(
        "insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change) values ('x', '', 'openFund', 'Fund', 1, '{}')",
      );
      const unsealed = () => client.query('select from history_entry entry where not exists (select from history_seal where entry_id = entry.id)');
      await waitFor(async () => (await unsealed()).rowCount === 0);
      const { rows } = await client.query("select from pg_stat_activity where usename = 'server_of_requests'");
      expect(rows.length).toBeGreaterThan(0);

      const smuggler = new pg.Client({ connectionString: serving, options: '-c role=xieshou_app' });
      await smuggler.connect();
      await smuggler.query('reset role');
      await expect(smuggler.query('update contribution set amount_fen = 1')).rejects.toMatchObject({ code: '42501' });
      await expect(smuggler.query('set role postgres')).rejects.toMatchObject({ code: '42501' });
      await smuggler.end();
      program.process.kill('SIGTERM');
      expect(await program.ended).toBe(0);
      await client.query('drop role server_of_requests');
    },
    MINUTE,
  );

  it(
    'has no demonstration unless asked for, and starts at an empty database from several processes at once',
    async () => {
      await client.query('drop schema public, past, public_past cascade; create schema public');
      const addresses = await Promise.all([start(onServer()), start(onServer()), start(onServer())].map((program) => program.address()));
      for (const address of addresses) {
        const { body } = await ask(address, '{ places(filter: { level: COUNTY, within: "53" }) { totalCount } contributions { totalCount } }');
        expect(body.data).toEqual({ places: { totalCount: 129 }, contributions: { totalCount: 0 } });
      }
      expect((await client.query('select count(*)::int as accounts from account')).rows).toEqual([{ accounts: 0 }]);
      expect(running.map((program) => program.said().out)).toEqual([1, 2, 3].map(() => expect.not.stringContaining('xs_')));
    },
    MINUTE,
  );

  it(
    'seals the history as it goes and once more as it ends, by a key that is made at the first start and kept for its own eyes',
    async () => {
      const write = () =>
        client.query(
          "insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change) values ('x', '', 'x', 'x', 1, '{}')",
        );
      // Transactions are numbered for the whole server, and what is sealed has ended before all that run: those of other tests too.
      const othersHaveEnded = async () => {
        const asked = await client.query('select pg_snapshot_xmin(pg_current_snapshot()) > max(written_in) as ended from history_entry');
        return asked.rows[0].ended === true;
      };
      const heads = async () => (await client.query('select key_id from history_head order by position')).rows as { key_id: string }[];
      const first = start({ ...onServer(), DATA_FOLDER: folder });
      await first.address();
      await write();
      await waitFor(async () => (await heads()).length === 1);
      await write();
      await waitFor(othersHaveEnded);
      first.process.kill('SIGTERM');
      expect(await first.ended).toBe(0);
      expect(await heads()).toHaveLength(2);

      const path = join(folder, 'history-key.pem');
      const { id, privateKey } = signingKey(await readFile(path, 'utf8'));
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const second = start({ ...onServer(), HISTORY_SIGNING_KEY: path });
      await second.address();
      await write();
      await waitFor(async () => (await heads()).length === 3);
      expect((await heads()).map(({ key_id }) => key_id)).toEqual([id, id, id]);

      // One process at a time seals, and another would do it by its own key.
      second.process.kill('SIGTERM');
      await second.ended;

      const pem = newSigningKey();
      const third = start({ ...onServer(), HISTORY_SIGNING_KEY: pem.replaceAll('\n', '\\n') });
      await third.address();
      await write();
      await waitFor(async () => (await heads()).length === 4);
      expect((await heads()).map(({ key_id }) => key_id)).toContain(signingKey(pem).id);
      const kept = await client.query('select string_agg(t::text, $1) as text from history_key t', [' ']);
      expect(kept.rows[0].text).not.toContain(privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64').slice(-40));
    },
    MINUTE,
  );

  it(
    'takes the password from PGPASSWORD where DATABASE_URL has none',
    async () => {
      const url = new URL(database.url);
      const { password } = url;
      url.password = '';
      const program = start({ DATABASE_URL: url.href, PGPASSWORD: password });
      expect((await ask(await program.address(), '{ __typename }')).status).toBe(200);
    },
    MINUTE,
  );

  it(
    'SIGTERM finishes what runs, refuses what comes after it on the same connection, and ends with 0',
    async () => {
      const program = start(onServer());
      const { hostname, port } = new URL(await program.address());
      const socket = connect(Number(port), hostname);
      let answers = '';
      socket.on('data', (text: Buffer) => {
        answers += text;
      });
      const send = (query: string) => {
        const body = JSON.stringify({ query });
        socket.write(
          `POST /graphql HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      };

      await client.query('begin; lock table programme in access exclusive mode');
      send('{ programmes { code } }');
      await waitFor(aReaderWaits);
      program.process.kill('SIGTERM');
      await program.says(/"stopping"/);
      send('{ __typename }');
      await new Promise((resolve) => setTimeout(resolve, 200));
      await expect(fetch(`http://${hostname}:${port}/health/live`)).rejects.toThrow();
      await client.query('rollback');

      expect(await program.ended).toBe(0);
      expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
      expect(answers).toContain('EAST_WEST');
      expect(answers).toContain('SERVICE_UNAVAILABLE');
    },
    MINUTE,
  );

  it(
    'SIGTERM cuts off what does not finish in time',
    async () => {
      const program = start({ ...onServer(), SHUTDOWN_SECONDS: '1' });
      const address = await program.address();
      await client.query('begin; lock table programme in access exclusive mode');
      const cut = ask(address, '{ programmes { code } }').catch(() => 'cut');
      await waitFor(aReaderWaits);
      program.process.kill('SIGTERM');
      expect(await program.ended).toBe(0);
      expect(await cut).toBe('cut');
      await client.query('rollback');
    },
    MINUTE,
  );

  it(
    'logs each request in one line, with its id and what it ran, and never a token',
    async () => {
      const program = start(onServer());
      const address = await program.address();
      await ask(address, 'query Watched { viewer { role } }');
      await ask(address, '{ viewer { role } }', `xs_${'b'.repeat(43)}`);
      await program.says(/"operationName":"Watched"/);
      const { err } = program.said();
      const lines = err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const line = lines.find(({ operationName }) => operationName === 'Watched');
      expect(line).toMatchObject({ msg: 'request', operation: 'query', role: 'PUBLIC', durationMs: expect.any(Number), res: { statusCode: 200 } });
      expect(lines.filter(({ requestId }) => requestId === line?.requestId)).toHaveLength(1);
      expect(err).not.toContain('xs_');
    },
    MINUTE,
  );
});

describe('on the embedded database', () => {
  it(
    'a start that is killed while it loads leaves nothing, and the folder is free at once',
    async () => {
      const killed = start({ DATA_FOLDER: folder });
      await killed.says(/demonstration ledger 10%/);
      killed.process.kill('SIGKILL');
      await killed.ended;

      const program = start({ DATA_FOLDER: folder, XIESHOU_DEMONSTRATION: 'false' });
      const { body } = await ask(
        await program.address(),
        '{ places(filter: { synthetic: true }) { totalCount } contributions { totalCount } programmes { code } }',
      );
      expect(body.data).toMatchObject({ places: { totalCount: 0 }, contributions: { totalCount: 0 } });
      expect(body.data?.programmes).toContainEqual({ code: 'TEN_THOUSAND_ENTERPRISES' });

      const second = await failedStart({ DATA_FOLDER: folder });
      expect(second.code).toBe(1);
      expect(second.sentences[0]).toContain('is in use by another Xieshou that is running');
    },
    2 * MINUTE,
  );
});

/** Somebody waits to read programmes; not the program itself, which reminds of reports as it begins. */
async function aReaderWaits(): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_locks join pg_stat_activity using (pid)
     where not granted and relation = 'programme'::regclass and query not like '%remind_of_reports%'`,
  );
  return (rowCount ?? 0) > 0;
}

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 800; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('Waited for twenty seconds in vain');
}
