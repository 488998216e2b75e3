import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { answerOf } from './contestants/ask.js';
import { bearer } from './contestants/contestant.js';
import type { Running } from './contestants/start.js';
import { openLonePlatform } from './lone-platform.js';
import { Connection } from './measuring/connection.js';
import { percentile } from './measuring/load.js';
import { requestsOf } from './measuring/measure.js';
import { usageOf } from './measuring/process-usage.js';
import { Subscriber } from './measuring/subscriber.js';
import { type ConnectionsStage, keepNote } from './report/notes.js';
import { writeReport } from './report/report.js';
import type { Giver } from './workloads/givers.js';
import { NODE } from './workloads/reads.js';
import { logOf } from './workloads/writes.js';

/** So many are opened at once. */
const BATCH = 200;
/** Of whoever is signed in a process serves so many sockets each (LIMIT_SOCKETS_PER_CALLER). */
const SOCKETS_A_GIVER = 16;
/** Each stage is looked at after the connections have asked so many plain questions, one after another. */
const QUESTIONS = 1_000;
const PATIENCE_MS = 30_000;

/**
 * npm run bench -- connections: one process with ten thousand connections that have asked and stay, and a thousand subscriptions: what it
 * holds, how long a plain question takes, and how soon all subscribers of what was written have been told.
 */
export async function measureManyConnections(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string', default: '100k' },
      connections: { type: 'string', default: '10000' },
      subscriptions: { type: 'string', default: '1000' },
      out: { type: 'string', default: 'bench/RESULTS.md' },
    },
  });
  const { world, running, close } = await openLonePlatform(values.size, { connections: 10, processes: 1 });
  const next = requestsOf(running, NODE.asks(world));

  const stages: ConnectionsStage[] = [];
  const look = async (title: string, among: readonly Connection[]) => {
    const latencies = Float64Array.from(await questions(among, next)).sort();
    const { megabytes, files } = usageOf(running.pid);
    const stage = { title, megabytes, files, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
    stages.push(stage);
    console.log(JSON.stringify(stage));
  };

  const few = [await Connection.open(running.port)];
  await questions(few, next);
  await look('one connection', few);
  const many = await opened(Number(values.connections), async () => {
    const connection = await Connection.open(running.port);
    await connection.send(next(0));
    return connection;
  });
  await look(`${many.length} connections`, many);
  const written = await Promise.all(world.giversApart.map((giver, index) => contributionOf(running, world.giversApart, giver, index)));
  const subscribers = await opened(Number(values.subscriptions), (index) => {
    const place = Math.floor(index / SOCKETS_A_GIVER);
    const { giver, id } = written[place] as Written;
    return Subscriber.open({ port: running.port, localAddress: `127.0.1.${place + 1}`, token: giver.token, query: CHANGED, variables: { id } });
  });
  await look(`and ${subscribers.length} subscriptions`, many);
  const told = await tell(running, written, subscribers);
  console.log(`${told.subscribers} told, the last after ${told.milliseconds.toFixed(0)} ms`);
  await look('after all of them were told', many);
  for (const connection of many) connection.close();
  for (const subscriber of subscribers) subscriber.close();
  await wait(5_000);
  await look('five seconds after all of them have gone', few);

  keepNote(values.out, 'connections', { size: values.size, stages, told });
  writeReport(values.out, ['connections', ...args]);
  await close();
}

const CHANGED = 'subscription ($id: ID!) { changed(id: $id) { change } }';
const WITHDRAW = 'mutation ($contribution: ID!) { withdrawContribution(contribution: $contribution) { contribution { state } } }';

interface Written {
  readonly giver: Giver;
  readonly id: string;
}

async function contributionOf({ port, contestant }: Running, givers: readonly Giver[], giver: Giver, index: number): Promise<Written> {
  const request = contestant.request(logOf(givers, index));
  if (request === null) throw new Error('Expected the platform to take a contribution');
  const { data } = (await answerOf(port, request)) as { data: { logContribution: { contribution: { id: string } } } };
  return { giver, id: data.logContribution.contribution.id };
}

/** Every giver takes back what it has logged, and all who subscribe to it are told. */
async function tell(
  { port }: Running,
  written: readonly Written[],
  subscribers: readonly Subscriber[],
): Promise<{ subscribers: number; milliseconds: number }> {
  const started = performance.now();
  await Promise.all(
    written.map(({ giver, id }) =>
      answerOf(port, { method: 'POST', path: '/graphql', headers: bearer(giver), body: { query: WITHDRAW, variables: { contribution: id } } }),
    ),
  );
  const moments = await Promise.all(subscribers.map((subscriber) => subscriber.told(PATIENCE_MS)));
  return { subscribers: moments.length, milliseconds: Math.max(...moments) - started };
}

/** Opens so many, some at once, in their order. */
async function opened<One>(count: number, open: (index: number) => Promise<One>): Promise<One[]> {
  const all: One[] = [];
  while (all.length < count) {
    const from = all.length;
    all.push(...(await Promise.all(Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => open(from + index)))));
  }
  return all;
}

/** How long each answer took, asked by one connection after another. */
async function questions(among: readonly Connection[], next: (connection: number) => Buffer): Promise<number[]> {
  const latencies: number[] = [];
  for (let turn = 0; turn < QUESTIONS; turn += 1) {
    const began = performance.now();
    await (among[(turn * 7919) % among.length] as Connection).send(next(0));
    latencies.push(performance.now() - began);
  }
  return latencies;
}
