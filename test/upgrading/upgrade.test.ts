import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { newestMigration } from '../../src/upgrading/migration-file.js';
import { SUPERSEDED } from '../../src/upgrading/refusals.js';
import { compared, type Row } from '../faults/checker.js';
import { failedStart, type Program, startProgram } from '../server/program.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { createWorld, type World } from '../support/world.js';
import { Balancer } from './balancer.js';
import { Clients } from './clients.js';
import { type NextVersion, nextVersion } from './next-version.js';

const MINUTE = 60_000;
const EXPANDED = ['901_labels.sql', '902_labelled.sql'];
const TODAY = newestMigration();

let platform: Platform;
let world: World;
let next: NextVersion;
let last: NextVersion;
let clients: Clients;
const balancer = new Balancer();
const running: Program[] = [];

beforeAll(async () => {
  [platform, next, last] = await Promise.all([
    openPlatform(),
    nextVersion('0.2.0', EXPANDED),
    nextVersion('0.3.0', [...EXPANDED, '903_all_labelled.sql']),
  ]);
  world = await createWorld(platform);
}, 2 * MINUTE);
afterAll(async () => {
  for (const program of running) {
    program.process.kill('SIGCONT');
    program.process.kill('SIGKILL');
    await program.ended;
  }
  await Promise.all([platform?.close(), next?.remove(), last?.remove()]);
}, MINUTE);

function environment(): Record<string, string> {
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  return {
    DATABASE_URL: storage.url,
    DATABASE_CONNECTIONS: '6',
    XIESHOU_PROCESSES: '1',
    LOG_LEVEL: 'error',
    LIMIT_COST_PER_MINUTE_PUBLIC: '1000000000',
    LIMIT_COST_PER_MINUTE_ACCOUNT: '1000000000',
  };
}

interface Node {
  readonly program: Program;
  readonly address: string;
}

/** Starts a node of a version, behind the balancer once it serves. */
async function node(main?: string): Promise<Node> {
  const program = startProgram(environment(), main);
  running.push(program);
  const address = await program.address();
  balancer.add(address);
  return { program, address };
}

/** Takes a node from the balancer and ends it. */
async function stop({ program, address }: Node): Promise<void> {
  await balancer.release(address);
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
}

const serving = () =>
  platform.rows<{ version: string; pid: number }>(
    sql`select version, pid from serving_process where until > clock_timestamp() order by version, began_at`,
  );
const versions = async () => (await serving()).map(({ version }) => version);

let [first, second]: Node[] = [];

it(
  'two nodes of the next version start at once beside those that serve, migrate once, and serve with them',
  async () => {
    [first, second] = await Promise.all([node(), node()]);
    clients = new Clients(balancer, world);
    await clients.begin();
    await clients.goOn(50);

    const before = clients.answered;
    await Promise.all([node(next.main), node(next.main)]);
    expect(clients.answered - before).toBeGreaterThan(20);
    await clients.goOn(200);
    expect(await versions()).toEqual(['0.1.0', '0.1.0', '0.2.0', '0.2.0']);
    const [done] = await platform.rows(sql`
    select (select json_agg(name order by id) from mikro_orm_migrations where name like '90%') as migrations,
      (select count(*)::int from place where label is null) as unlabelled,
      (select count(*)::int from pg_index where indisvalid and indexrelid in ('contribution_label'::regclass, 'place_label'::regclass)) as indexes`);
    expect(done).toEqual({ migrations: EXPANDED, unlabelled: 0, indexes: 2 });
    expect(clients.failures).toEqual([]);
  },
  3 * MINUTE,
);

it(
  'the version before may still be started, and serves',
  async () => {
    await stop(second as Node);
    second = await node();
    expect(second.program.said().err).toContain('The database is of a newer version already (902_labelled.sql); this version may still serve on it.');
    await clients.goOn(100);
    expect(clients.failures).toEqual([]);
  },
  3 * MINUTE,
);

it(
  'what takes something away is refused in plain words while that version serves, which it does on',
  async () => {
    const { code, sentences } = await failedStart(environment(), last.main);
    expect(code).toBe(1);
    const [english, chinese] = sentences.slice(-2);
    expect(english).toMatch(
      new RegExp(
        `^Xieshou cannot start: 903_all_labelled.sql of this version takes away what older versions need, and such still serve: 0.1.0 \\(0${TODAY}\\) @ .*Stop them`,
      ),
    );
    expect(chinese).toMatch(/^携手无法启动：.*旧版本还在提供服务.*。$/);
    await clients.goOn(50);
    expect(clients.failures).toEqual([]);
  },
  3 * MINUTE,
);

it(
  'it is done once that version serves no more, and a node of it that comes back from a standstill ends with the reason',
  async () => {
    await stop(first as Node);
    const { program, address } = second as Node;
    await balancer.release(address);
    const [worker] = (await serving()).filter(({ version }) => version === '0.1.0');
    const signal = (name: NodeJS.Signals) => [program.process.pid as number, worker?.pid as number].forEach((pid) => void process.kill(pid, name));
    signal('SIGSTOP');

    await node(last.main);
    expect(await versions()).toEqual(['0.2.0', '0.2.0', '0.3.0']);
    signal('SIGCONT');
    expect(await program.ended).toBe(SUPERSEDED);
    expect(program.said().err).toMatch(/^Xieshou ends: a newer version of Xieshou has taken away .*\n携手停止运行：.*。$/m);
    await clients.goOn(100);
    expect(clients.failures).toEqual([]);
  },
  3 * MINUTE,
);

it(
  'a node of that version that is started now is told so, and ends',
  async () => {
    const { code, sentences } = await failedStart(environment());
    expect(code).toBe(SUPERSEDED);
    expect(sentences).toEqual([
      expect.stringContaining(
        `Xieshou cannot start: a newer version of Xieshou has taken away from the database what this version, 0.1.0 (0${TODAY}), still needs`,
      ),
      expect.stringMatching(/^携手无法启动：.*只能恢复升级之前的备份。$/),
    ]);
  },
  3 * MINUTE,
);

it(
  'no request of any client has failed meanwhile, no write was lost or doubled, and who subscribes was told all in order',
  async () => {
    await clients.end();
    expect(clients.failures).toEqual([]);
    const rows = await platform.rows<{ key: string; fen: string }>(
      sql`select id::text as key, amount_fen::text as fen from contribution where recorded_for = (select recorded_for from contribution order by id desc limit 1)`,
    );
    const kept: Row[] = rows.map(({ key, fen }) => ({ id: encodeId('Contribution', key), fen: Number(fen) }));
    expect(compared(clients.journal.entries, kept)).toEqual({ lost: [], doubled: [], changed: [], invented: [], answeredTwice: [] });
    expect(kept.length).toBeGreaterThan(100);
    for (const told of clients.told) expect(told).toEqual(['createWebhook', ...clients.changes]);
  },
  MINUTE,
);
