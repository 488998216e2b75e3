import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { keepsNames } from '../../src/pooler.js';
import { sql } from '../../src/shared/sql.js';
import { instant, readAt } from '../as-of/looking.js';
import { subscribe } from '../event/subscribing.js';
import { dataOf } from '../support/answer.js';
import { newPerson, signingIn } from '../support/people.js';
import { type Account, openPlatformOn, type Platform } from '../support/platform.js';
import { type Pooler, poolerThere, startPooler } from '../support/pooler.js';
import { SERVER_VARIABLE } from '../support/server.setup.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { createWorld, gift, registerPartner, type World } from '../support/world.js';
import { startReceiver } from '../webhook/receiving.js';
import { failedStart, type Program, startProgram } from './program.js';

/** So few that whoever asks gets a connection that another has just had. */
const POOL_SIZE = 2;
const MINUTE = 60_000;
/** Those of the platform to the pooler. */
const CONNECTIONS = 20;

const there = poolerThere();
const withPooler = there === null ? describe.skip : describe;

withPooler(`behind a pooler in transaction mode${there === null ? ', left out: there is no pgbouncer on the PATH' : ''}`, () => {
  let pooler: Pooler;
  let database: TestDatabase;
  let platform: Platform;
  let world: World;

  beforeAll(async () => {
    pooler = await startPooler(process.env[SERVER_VARIABLE] ?? '', POOL_SIZE);
    database = await createTestDatabase('reference');
    platform = await openPlatformOn(database, { pooler: pooler.urlOf(new URL(database.url).pathname.slice(1)) });
    world = await createWorld(platform);
  }, MINUTE);
  afterAll(async () => {
    await platform?.close();
    await pooler?.stop();
    await database?.drop();
  });

  const addresses = () => {
    const { storage } = platform.database;
    if (storage.kind !== 'postgresql' || storage.pooler === undefined) throw new Error('Expected a platform by way of a pooler');
    return { DATABASE_URL: storage.url, DATABASE_POOLER_URL: storage.pooler };
  };

  /** What the connections of the server hold outside of any transaction of ours, as whoever comes next finds them. */
  async function left(): Promise<unknown[]> {
    const clients = Array.from({ length: POOL_SIZE }, () => new pg.Client({ connectionString: addresses().DATABASE_POOLER_URL }));
    const found = [];
    try {
      for (const client of clients) {
        await client.connect();
        // Each keeps a connection of its own until all have looked.
        await client.query('begin');
      }
      for (const client of clients) {
        const { rows } = await client.query(`
          select pg_backend_pid() as pid, current_user::text as user, current_setting('search_path') as path, current_setting('statement_timeout') as timeout,
            concat(current_setting('xieshou.account', true), current_setting('xieshou.role', true), current_setting('xieshou.partner', true),
              current_setting('xieshou.instant', true), current_setting('xieshou.moment', true)) as told,
            (select count(*)::int from pg_prepared_statements where name not like 'PGBOUNCER%') as prepared, (select count(*)::int from pg_class where relpersistence = 't') as temporary`);
        found.push(rows[0]);
      }
    } finally {
      for (const client of clients) await client.end();
    }
    expect(new Set(found.map(({ pid }) => pid)).size).toBe(POOL_SIZE);
    return found.map(({ pid: _pid, ...rest }) => rest);
  }

  const CLEAN = { user: 'postgres', path: '"$user", public', timeout: '0', told: '', prepared: 0, temporary: 0 };

  afterEach(async () => expect(await left()).toEqual(Array.from({ length: POOL_SIZE }, () => CLEAN)), MINUTE);

  test('every statement runs under the role that serves, within its times, whatever the connection is by itself', async () => {
    const asked = `select current_user::text as role, current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      current_setting('idle_in_transaction_session_timeout') as idle`;
    const { pool } = platform.database;
    const answers = await Promise.all([
      pool.send(asked, []),
      pool.light.send(asked, []),
      pool.light.send(asked, []),
      pool.transaction((transaction) => transaction.send(asked, [])),
    ]);
    for (const { rows } of answers) expect(rows).toEqual([{ role: 'xieshou_app', statement: '20s', lock: '10s', idle: '30s' }]);
  });

  test('statements are prepared by name exactly where the pooler keeps account of the names', async () => {
    expect(await keepsNames(addresses().DATABASE_POOLER_URL)).toBe(there?.keepsNames);
    const own = 'select count(*)::int as count from pg_prepared_statements where statement = $1';
    const ask = async () => (await platform.database.pool.send(own, [own])).rows[0] as { count: number };
    const counts = [];
    for (let time = 0; time < 4 * CONNECTIONS; time += 1) counts.push((await ask()).count);
    expect(Math.max(...counts)).toBe(there?.keepsNames ? 1 : 0);
  });

  test('a light statement that fails takes none of those beside it along', async () => {
    const echo = (value: unknown) =>
      platform.database.pool.light.send('select $1::int as value', [value]).then(
        ({ rows }) => (rows[0] as { value: number }).value,
        ({ code }) => code,
      );
    expect(await Promise.all([echo(1), echo('x'), echo(2), echo('y'), echo(3)])).toEqual([1, '22P02', 2, '22P02', 3]);
  });

  test('who asks is told within the transaction alone, however many ask at once', async () => {
    const whoAsks = "select coalesce(nullif(current_setting('xieshou.partner', true), ''), 'nobody') as asker";
    const { pool } = platform.database;
    const asAsked = await Promise.all(
      Array.from({ length: 300 }, async (_, nth) => {
        if (nth % 3 === 0) return [((await pool.light.send(whoAsks, [])).rows[0] as { asker: string }).asker, 'nobody'];
        if (nth % 3 === 1) return [((await pool.send(whoAsks, [])).rows[0] as { asker: string }).asker, 'nobody'];
        const { rows } = await pool.transaction(async (transaction) => {
          transaction.send("select set_config('xieshou.partner', $1, true)", [String(nth)]).catch(() => undefined);
          return transaction.send(whoAsks, []);
        });
        return [(rows[0] as { asker: string }).asker, String(nth)];
      }),
    );
    expect(asAsked.filter(([found, expected]) => found !== expected)).toEqual([]);
  });

  test('people sign in, write once with a key, and each sees what is theirs to see, all of them at once', async () => {
    const person = await newPerson(platform, await platform.account('PARTNER', { partnerId: await keyOf('上海市'), manages: true }));
    const signed = dataOf(await signingIn(platform, person.signInName, person.password)).signIn;
    const key = randomUUID();
    const written = await Promise.all(
      Array.from({ length: 8 }, () =>
        platform.write({ token: signed.token }, 'logContribution', gift({ project: world.project, note: '上海的草稿' }), key),
      ),
    );
    const ids = new Set(written.map((answer) => dataOf(answer).logContribution.contribution.id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    const sees = async (as?: Account) =>
      dataOf(await platform.ask('query ($id: ID!) { node(id: $id) { id } }', { variables: { id }, ...(as && { as }) })).node?.id;
    const askers: [Account | undefined, string | undefined][] = [
      [{ token: signed.token }, id],
      [world.shanghai, id],
      [world.guangdong, undefined],
      [undefined, undefined],
      [world.office, id],
      [world.enterprise, undefined],
    ];
    const seen = await Promise.all(
      Array.from({ length: 40 }, (_, nth) => askers[nth % askers.length] ?? [undefined, undefined]).map(async ([as, expected]) => [
        await sees(as),
        expected,
      ]),
    );
    expect(seen.filter(([found, expected]) => found !== expected)).toEqual([]);
  });

  test('the past is read beside the present, and neither by the names of the other', async () => {
    const fund = await platform.done(world.shanghai, 'openFund', { programme: 'EAST_WEST', nameZh: '旧名资金池', openedOn: '2012-01-01' });
    const before = await instant();
    const contribution = await platform.done(world.shanghai, 'logContribution', gift({ fund, stage: 'DISBURSED' }));
    expect(contribution).toEqual(expect.any(String));
    const count = async (asOf: string | null) =>
      (await readAt(platform, 'contributions(first: 1, @) { totalCount }', asOf, world.shanghai)).contributions.totalCount;
    const now = await count(null);
    const counts = await Promise.all(Array.from({ length: 24 }, (_, nth) => count(nth % 2 === 0 ? null : before)));
    expect(counts).toEqual(Array.from({ length: 24 }, (_, nth) => (nth % 2 === 0 ? now : now - 1)));
  });

  describe('the whole program', () => {
    let program: Program | undefined;
    afterEach(async () => {
      program?.process.kill('SIGKILL');
      await program?.ended;
      program = undefined;
    });

    const start = (environment: Record<string, string> = {}) => {
      program = startProgram({
        ...addresses(),
        XIESHOU_PROCESSES: '2',
        DATABASE_CONNECTIONS: '8',
        WEBHOOK_NETWORKS: '127.0.0.0/8',
        LOG_LEVEL: 'warn',
        // A slow machine is no mistake.
        LOG_SLOW_MS: '0',
        ...environment,
      });
      return program;
    };

    // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
    async function ask(address: string, query: string, variables: object = {}, as?: Account): Promise<any> {
      const answer = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close', ...(as && { authorization: `Bearer ${as.token}` }) },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await answer.json()) as { data: unknown; errors?: unknown };
      expect(errors).toBeUndefined();
      return data;
    }

    test(
      'serves, tells who subscribes, and does what is done in the background',
      async () => {
        const receiver = await startReceiver();
        const { process: running, address: listening, said } = start();
        const address = await listening();
        try {
          const manager = await platform.account('PROGRAMME_OFFICE', { manages: true });
          const { createWebhook } = await ask(
            address,
            'mutation ($key: String!, $input: CreateWebhookInput!) { createWebhook(idempotencyKey: $key, input: $input) { webhook { id } } }',
            { key: randomUUID(), input: { name: '系统', url: receiver.url, kinds: ['registerPartner'] } },
            manager,
          );
          const { id } = createWebhook.webhook;
          const subscriber = subscribe(address, 'subscription ($id: ID!) { changed(id: $id, after: "0") { change } }', {
            token: manager.token,
            variables: { id },
          });
          await subscriber.until(1);
          await ask(address, 'mutation ($id: ID!) { disableWebhook(input: { webhook: $id, reason: "x" }) { webhook { id } } }', { id }, manager);
          await subscriber.until(2);
          await ask(address, 'mutation ($id: ID!) { enableWebhook(input: { webhook: $id }) { webhook { id } } }', { id }, manager);
          const told = await subscriber.until(3);
          expect(told.map(({ changed }) => changed.change)).toEqual(['createWebhook', 'disableWebhook', 'enableWebhook']);
          await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '连接池公司' });
          expect((await receiver.until(1))[0]?.body.type).toBe('registerPartner');
          await subscriber.close();
          expect(await folded()).toBe(true);
          // Asked again and again, by those who see different things.
          const names = await Promise.all(
            Array.from({ length: 60 }, (_, nth) =>
              ask(
                address,
                '{ viewer { role } contributions(first: 5) { totalCount } }',
                {},
                nth % 3 === 0 ? undefined : nth % 3 === 1 ? world.shanghai : world.office,
              ),
            ),
          );
          expect(new Set(names.map((answer) => JSON.stringify(answer))).size).toBe(3);
          expect(said().err).not.toMatch(/"level":(40|50)/);
          running.kill('SIGTERM');
          expect(await (program as Program).ended).toBe(0);
        } finally {
          await receiver.close();
        }
      },
      2 * MINUTE,
    );

    test(
      'says so where DATABASE_URL leads to the pooler',
      async () => {
        const { code, sentences } = await failedStart({ DATABASE_URL: addresses().DATABASE_POOLER_URL });
        expect(code).toBe(1);
        expect(sentences[0]).toMatch(/^Xieshou cannot start: DATABASE_URL leads to a pooler .*DATABASE_POOLER_URL/);
      },
      MINUTE,
    );

    test(
      'says so where the pooler leads elsewhere, or is not there',
      async () => {
        const elsewhere = await failedStart({ ...addresses(), DATABASE_POOLER_URL: pooler.urlOf('postgres') });
        expect(elsewhere.sentences[0]).toMatch(/^Xieshou cannot start: DATABASE_POOLER_URL and DATABASE_URL lead to different databases/);
        const gone = await failedStart({ ...addresses(), DATABASE_POOLER_URL: 'postgresql://postgres@localhost:1/x' });
        expect(gone.sentences[0]).toMatch(/^Xieshou cannot start: no PostgreSQL server answers at localhost:1\. Please check DATABASE_POOLER_URL\./);
      },
      MINUTE,
    );
  });

  async function keyOf(partner: string): Promise<string> {
    const [row] = await platform.rows<{ id: string }>(sql`select id::text as id from partner where name_zh = ${partner}`);
    return row?.id ?? '';
  }

  /** Whether everything that was appended is folded, within a while. */
  async function folded(): Promise<boolean> {
    for (let tries = 0; tries < 100; tries += 1) {
      const [row] = await platform.rows<{ left: number }>(sql`
        select ((select count(*) from public_change) + (select count(*) from impact_money where pending_id <> 0))::int as left`);
      if (row?.left === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  }
});
