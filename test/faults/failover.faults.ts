import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { encodeId } from '../../src/shared/id.js';
import { openPlatform } from '../support/platform.js';
import { SERVER_VARIABLE } from '../support/server.setup.js';
import { createWorld } from '../support/world.js';
import { compared, type Row } from './checker.js';
import { Journal } from './journal.js';
import { PostgresServer } from './postgres-server.js';
import { SupervisedProgram } from './supervised-program.js';
import { Writers } from './writers.js';

const FAILOVERS = Number(process.env.XIESHOU_FAILOVERS ?? 20);
const WRITERS = 8;

/** One address for whichever server is the first one now, as a balancer or a virtual address gives it. */
class Front {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(private port: number) {
    this.#server = createServer((socket) => {
      const behind = connect(this.port, 'localhost');
      for (const one of [socket, behind]) {
        this.#sockets.add(one);
        one.on('error', () => undefined);
        one.on('close', () => {
          this.#sockets.delete(one);
          socket.destroy();
          behind.destroy();
        });
      }
      socket.pipe(behind).pipe(socket);
    });
  }

  static async to(port: number): Promise<Front> {
    const front = new Front(port);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get own(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Lets nothing through any more, as a way that is overloaded. */
  hold(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  leadTo(port: number): void {
    this.port = port;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.leadTo(this.port);
    this.#server.close();
  }
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
}, 60_000);

/** What clients were told, and what the last of the servers has, after the first one was lost so many times. */
async function playedOn(synchronous: boolean, failovers: number) {
  let primary = await PostgresServer.start();
  closing.push(() => primary.stop());
  process.env[SERVER_VARIABLE] = primary.url;
  const platform = await openPlatform();
  const world = await createWorld(platform);
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  const database = new URL(storage.url).pathname;
  // Nobody of ours holds a connection to a server that will be lost. The database stays.
  const leave = platform.database.close();

  const front = await Front.to(primary.port);
  closing.push(async () => front.close());
  const url = new URL(storage.url);
  url.hostname = '127.0.0.1';
  url.port = String(front.own);
  const port = 5_800 + Math.floor(Math.random() * 1_000);
  const program = new SupervisedProgram({
    DATABASE_URL: url.href,
    DATABASE_CONNECTIONS: '8',
    XIESHOU_PROCESSES: '1',
    PORT: String(port),
    LOG_LEVEL: 'error',
    LIMIT_COST_PER_MINUTE_ACCOUNT: '1000000000',
  });
  closing.push(() => program.stop());
  await leave;

  const journal = new Journal();
  const writers = new Writers(WRITERS, { address: `http://127.0.0.1:${port}`, token: world.shanghai.token, project: world.project }, journal);
  const acknowledgedAfter = async (moment: number) => {
    while (journal.firstAfter(moment) === undefined) await setTimeout(20);
  };
  await acknowledgedAfter(performance.now());
  for (let nth = 0; nth < failovers; nth += 1) {
    const way = await Front.to(primary.port);
    const standby = await primary.standby(way.own);
    await primary.waitsForStandby(synchronous);
    await setTimeout(500);
    await acknowledgedAfter(performance.now());
    // What is written now does not come to the standby before the first server is gone. Where that one waits for it, it is not acknowledged either.
    way.hold();
    await setTimeout(300);
    const lost = primary;
    lost.kill({ forEver: true });
    way.close();
    await standby.promote();
    // It waits for the next standby only once there is one.
    await standby.waitsForStandby(false);
    primary = standby;
    front.leadTo(primary.port);
    await lost.stop();
    await acknowledgedAfter(performance.now());
  }
  await writers.end();
  const client = new pg.Client({ connectionString: `${primary.url}${database}` });
  await client.connect();
  const { rows } = await client.query('select id::text as id, amount_fen::text as fen from contribution');
  await client.end();
  return { journal, rows: rows.map(({ id, fen }): Row => ({ id: encodeId('Contribution', id), fen: Number(fen) })), unexpected: writers.unexpected };
}

test(`with a synchronous standby nothing that was acknowledged is lost when the first server is, ${FAILOVERS} times`, async () => {
  const { journal, rows, unexpected } = await playedOn(true, FAILOVERS);
  process.stdout.write(`${JSON.stringify({ synchronous: true, failovers: FAILOVERS, acknowledged: journal.acknowledged, rows: rows.length })}\n`);
  expect(compared(journal.entries, rows)).toEqual({ lost: [], doubled: [], changed: [], invented: [], answeredTwice: [] });
  expect(unexpected).toEqual([]);
}, 1_800_000);

test('with an asynchronous one it is, and that is seen', async () => {
  const { journal, rows } = await playedOn(false, 3);
  const { lost, changed } = compared(journal.entries, rows);
  process.stdout.write(
    `${JSON.stringify({ synchronous: false, failovers: 3, acknowledged: journal.acknowledged, lost: lost.length + changed.length })}\n`,
  );
  expect(lost.length + changed.length).toBeGreaterThan(0);
}, 600_000);
