import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newSigningKey } from '../../src/history/signing-key.js';
import { decodeId, encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { messageIdOf } from '../../src/webhook/message.js';
import { newWebhookKey } from '../../src/webhook/secret.js';
import { brokenChecks } from '../support/checks.js';
import { type Account, openPlatform, type Platform } from '../support/platform.js';
import { openPeriod, reportOwed } from '../support/report.js';
import { SERVER_VARIABLE } from '../support/server.setup.js';
import { COUNTY, createWorld, keyIn, registerPartner, type World } from '../support/world.js';
import { type Receiver, startReceiver } from '../webhook/receiving.js';
import { Balancer } from './balancer.js';
import { compared, type Row } from './checker.js';
import { Journal } from './journal.js';
import { PostgresServer } from './postgres-server.js';
import { ResumingSubscriber } from './resuming-subscriber.js';
import { SupervisedProgram } from './supervised-program.js';
import { Writers } from './writers.js';

const SECONDS = Number(process.env.XIESHOU_NODES_SECONDS ?? 300);
const KILL_EVERY_SECONDS = 10;
const NODES = 3;
const WRITERS = 6;
const SUBSCRIBERS = 4;
const REPORTS = 20;
/** What is under way when the load ends is done within this. */
const DRAINED_MS = 120_000;

let server: PostgresServer;
let platform: Platform;
let world: World;
let receiver: Receiver;
let balancer: Balancer;
let folder: string;
const nodes: SupervisedProgram[] = [];

beforeAll(async () => {
  server = await PostgresServer.start();
  process.env[SERVER_VARIABLE] = server.url;
  platform = await openPlatform();
  world = await createWorld(platform);
  receiver = await startReceiver();
  folder = mkdtempSync(join(tmpdir(), 'xieshou-nodes-'));
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  const first = 6_800 + Math.floor(Math.random() * 1_000);
  const ports = Array.from({ length: NODES }, (_, nth) => first + nth);
  // Each has a folder of its own, as on a machine of its own; the keys are those of all.
  const keys = { HISTORY_SIGNING_KEY: newSigningKey(), WEBHOOK_KEY: newWebhookKey() };
  for (const port of ports) {
    nodes.push(
      new SupervisedProgram({
        ...keys,
        DATABASE_URL: storage.url,
        DATABASE_CONNECTIONS: '8',
        XIESHOU_PROCESSES: '1',
        DATA_FOLDER: join(folder, String(port)),
        PORT: String(port),
        LOG_LEVEL: 'error',
        WEBHOOK_NETWORKS: '127.0.0.0/8',
        WEBHOOK_TIMEOUT_SECONDS: '2',
        LIMIT_COST_PER_MINUTE_ACCOUNT: '1000000000',
      }),
    );
  }
  balancer = await Balancer.before(ports);
}, 300_000);
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await balancer?.close();
  await receiver?.close();
  await platform?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  readonly data?: any;
}

/** What is answered; null where nobody is there, or what was asked is refused. */
async function ask(query: string, variables: object, as: Account): Promise<Told['data'] | null> {
  try {
    const answer = await fetch(`${balancer.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${as.token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(15_000),
    });
    const { data } = (await answer.json()) as Told;
    return data ?? null;
  } catch {
    return null;
  }
}

async function untilAnswered(query: string, variables: object, as: Account): Promise<Told['data']> {
  for (;;) {
    const data = await ask(query, variables, as);
    if (data !== null && Object.values(data).every((field) => field !== null)) return data;
    await setTimeout(100);
  }
}

/** Changes one row again and again. It does not matter which of its changes are done, only that all that are done are told. */
class Changer {
  #ended = false;
  readonly #running = this.#run();

  async end(): Promise<void> {
    this.#ended = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let nth = 0; !this.#ended; nth += 1) {
      const found = await ask('query ($id: ID!) { node(id: $id) { ... on Project { version } } }', { id: world.project }, world.shanghai);
      const input = { project: world.project, version: found?.node?.version ?? 0, nameEn: `Name ${nth}` };
      await ask('mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { id } } }', { input }, world.shanghai);
      await setTimeout(150);
    }
  }
}

/** Reports of units of their own that nobody has to be reminded of before a day passes. */
async function reportsOfLater(): Promise<string[]> {
  const reports: string[] = [];
  for (let nth = 0; nth < REPORTS; nth += 1) {
    const programme = 'FIXED_POINT';
    const unit = await registerPartner(platform, world.office, { kind: 'CENTRAL_UNIT', nameZh: '定点帮扶单位' });
    await platform.done(world.office, 'agreePairing', { programme, partner: unit.id, place: COUNTY, startedOn: '2000-01-01' });
    const period = await openPeriod(platform, world, { programme, endedAgo: 100 + nth * 200, days: 100, dueIn: 15 });
    reports.push((await reportOwed(platform, world, period, unit.id)).id);
  }
  return reports;
}

/** A day passes for all reports of one period: partners are to be reminded of them now. */
async function dayPasses(report: string): Promise<void> {
  const period = sql`(select period_id from report where id = ${keyIn(report)}::bigint)`;
  await platform.database.pool.transaction(async (transaction) => {
    await sql`set local role none`.execute(transaction);
    await sql`set local session_replication_role = replica`.execute(transaction);
    await sql`update report set due_on = due_on - 1, opens_on = opens_on - 1 where period_id = ${period}`.execute(transaction);
    await sql`update reporting_period set due_on = due_on - 1 where id = ${period}`.execute(transaction);
  });
}

const CHANGED = 'subscription ($id: ID!, $after: String) { changed(id: $id, after: $after) { position change node { id } } }';
const WAITING = 'subscription ($after: String) { waitingChanged(after: $after) { position change kind } }';

async function positions(where: Parameters<Platform['rows']>[0]): Promise<string[]> {
  return (await platform.rows<{ position: string }>(sql`select position::text as position from outbox where ${where} order by outbox.position`)).map(
    ({ position }) => position,
  );
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + DRAINED_MS; performance.now() < deadline && !(await isSo()); ) await setTimeout(200);
}

const allTold = async () => {
  const [left] = await platform.rows<{ count: number }>(sql`
    select ((select count(*) from history_entry where not exists (select from history_seal where entry_id = history_entry.id))
      + (select count(*) from outbox_pending) + (select max(position) from history_seal) - (select sealed from outbox_cursor))::int as count`);
  return left?.count === 0;
};

/** How often each came. */
function counted(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

test(
  `three nodes, one killed every ${KILL_EVERY_SECONDS} seconds for ${SECONDS} seconds: nothing acknowledged is lost, nothing done twice, and subscriptions resume without a gap`,
  async () => {
    const reports = await reportsOfLater();
    const manager = await platform.account('PARTNER', { partnerId: keyIn(world.shanghaiId), manages: true });
    const created = await untilAnswered(
      'mutation ($key: String!, $input: CreateWebhookInput!) { createWebhook(idempotencyKey: $key, input: $input) { webhook { id } } }',
      { key: 'webhook-of-three-nodes', input: { name: '系统', url: receiver.url, kinds: ['updateProject'] } },
      manager,
    );
    const webhook = keyIn(created.createWebhook.webhook.id);
    await until(allTold);
    const [begin] = await platform.rows<{ position: string }>(sql`select position::text as position from outbox_cursor`);
    const start = begin?.position ?? '0';
    const subscribers = Array.from({ length: SUBSCRIBERS }, () => ({
      changed: new ResumingSubscriber(
        balancer.address,
        { query: CHANGED, field: 'changed', token: world.shanghai.token, variables: { id: world.project } },
        start,
      ),
      waiting: new ResumingSubscriber(balancer.address, { query: WAITING, field: 'waitingChanged', token: world.county.token }, start),
    }));
    const journal = new Journal();
    const writers = new Writers(WRITERS, { address: balancer.address, token: world.shanghai.token, project: world.project }, journal);
    const changer = new Changer();

    const begun = performance.now();
    let kills = 0;
    const due: string[] = [];
    while (performance.now() - begun < SECONDS * 1000) {
      await setTimeout(KILL_EVERY_SECONDS * 500);
      const next = reports.shift();
      if (next !== undefined) {
        await dayPasses(next);
        due.push(next);
      }
      await setTimeout(KILL_EVERY_SECONDS * 500);
      nodes[kills % NODES]?.kill();
      kills += 1;
    }
    await writers.end();
    await changer.end();
    const lasted = performance.now() - begun;

    await until(allTold);
    const onProject = await positions(
      sql`subject_type = 'Project' and subject_id = ${keyIn(world.project)}::bigint and role is null and position > ${start}::bigint`,
    );
    const [county] = await platform.rows<{ id: string }>(sql`select id::text as id from place where code = ${COUNTY}`);
    const forCounty = await positions(sql`desk_id = ${county?.id}::bigint and role = 'PLACE' and position > ${start}::bigint`);
    await until(async () => subscribers.every(({ changed, waiting }) => changed.last === onProject.at(-1) && waiting.last === forCounty.at(-1)));
    const toSend = (await positions(sql`kind = 'updateProject' and position > ${start}::bigint`)).map((position) => messageIdOf(webhook, position));
    await until(async () => toSend.every((id) => receiver.received.some(({ headers }) => headers['webhook-id'] === id)));
    const dueKeys = due.map((id) => decodeId(id)?.key ?? '');
    const remindedOf = async () =>
      (await platform.rows<{ report: string }>(sql`select distinct report_id::text as report from report_reminder`)).map(({ report }) => report);
    await until(async () => {
      const all = await remindedOf();
      return dueKeys.every((key) => all.includes(key));
    });
    await until(allTold);
    await Promise.all(subscribers.flatMap(({ changed, waiting }) => [changed.end(), waiting.end()]));

    const rows = (await platform.rows<{ id: string; fen: string }>(sql`select id::text as id, amount_fen::text as fen from contribution`)).map(
      ({ id, fen }): Row => ({ id: encodeId('Contribution', id), fen: Number(fen) }),
    );
    const sent = receiver.received.map(({ headers }) => String(headers['webhook-id']));
    const repeated = [...counted(sent).values()].reduce((sum, times) => sum + times - 1, 0);
    const reminded = await platform.rows<{ report: string; reminders: number; told: number }>(sql`
    select report_id::text as report, count(*)::int as reminders,
      (select count(*)::int from outbox where subject_type = 'Report' and subject_id = report_id and kind = 'reportDueSoon') as told
    from report_reminder group by report_id order by report_id`);
    process.stdout.write(
      `${JSON.stringify({
        nodes: NODES,
        seconds: Math.round(lasted / 1000),
        kills,
        written: journal.entries.length,
        acknowledged: journal.acknowledged,
        longestSilenceMs: Math.round(journal.longestSilence),
        told: onProject.length + forCounty.length,
        cuts: subscribers.reduce((sum, { changed, waiting }) => sum + changed.cuts + waiting.cuts, 0),
        delivered: new Set(sent).size,
        deliveredAgain: repeated,
        reminders: reminded.length,
      })}\n`,
    );

    expect(compared(journal.entries, rows)).toEqual({ lost: [], doubled: [], changed: [], invented: [], answeredTwice: [] });
    expect(writers.unexpected).toEqual([]);
    expect(journal.acknowledged).toBeGreaterThan(10 * kills);

    for (const { changed, waiting } of subscribers) {
      expect(changed.positions).toEqual(onProject);
      expect(waiting.positions).toEqual(forCounty);
      expect([...changed.unexpected, ...waiting.unexpected]).toEqual([]);
    }
    expect(onProject.length).toBeGreaterThan(kills);
    expect(subscribers.some(({ changed }) => changed.cuts > 0)).toBe(true);

    // What was sent when its node was killed is sent again, by the same id and with the same content, and nothing else is.
    expect([...new Set(sent)]).toEqual(toSend);
    expect(repeated).toBeLessThanOrEqual(kills);
    const contents = new Set(receiver.received.map(({ headers, text }) => `${headers['webhook-id']} ${text}`));
    expect(contents.size).toBe(toSend.length);

    // Units of the world owe reports as well: whichever it is, its partner is reminded once, and all are told.
    expect(reminded.filter(({ reminders, told }) => reminders !== 1 || told !== 1)).toEqual([]);
    expect(reminded.map(({ report }) => report)).toEqual(expect.arrayContaining(dueKeys));
    // The rollups equal the ledger, the chain holds, and each sealed entry was told: so nothing was folded, sealed or published twice.
    expect(await brokenChecks(platform.owner)).toEqual({});
  },
  SECONDS * 1000 + 1_200_000,
);
