import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { answerOf } from '../contestants/ask.js';
import type { Running } from '../contestants/start.js';
import type { Ask, Workload } from '../workloads/workload.js';
import type { World } from '../workloads/world.js';

/** How many requests of a workload are compared. */
const COMPARED = 25;
/** All of the mixed ones. */
const WRITES_COMPARED = 50;

/** Who needs longer than this for an answer is asked for few: sixteen clients of it would wait for minutes. */
const SLOW_MS = 5000;

/**
 * Throws when two contestants do not say the same: figures of wrong answers would be worth nothing. Gives those that are slow; they are
 * compared until they have shown it.
 */
export async function assertSameAnswers(running: readonly Running[], workload: Workload, world: World): Promise<ReadonlySet<Running>> {
  const slow = new Set<Running>();
  if (running.length < 2) return slow;
  const source = workload.asks(world);
  const asks = source.kind === 'reads' ? spread(source.asks) : Array.from({ length: WRITES_COMPARED }, (_, connection) => source.next(connection));
  for (const ask of asks) {
    const answers = [];
    for (const each of running) {
      if (slow.has(each)) continue;
      const own = source.kind === 'reads' ? ask : withNewKey(ask);
      const asked = performance.now();
      const answer = await dataOf(each, own);
      if (performance.now() - asked > SLOW_MS) slow.add(each);
      if (answer !== undefined) answers.push({ name: each.contestant.name, facts: plain(workload.facts?.(answer, own) ?? answer), ask: own });
    }
    const [first, ...others] = answers;
    for (const other of others) {
      if (isDeepStrictEqual(first?.facts, other.facts)) continue;
      throw new Error(
        `${workload.name}: ${first?.name} and ${other.name} do not answer ${JSON.stringify(other.ask)} alike:\n${firstDifference(first?.facts, other.facts)}`,
      );
    }
  }
  return slow;
}

/** Each contestant writes a row of its own: the same but for its key. */
function withNewKey(ask: Ask): Ask {
  return ask.variables.key === undefined ? ask : { ...ask, variables: { ...ask.variables, key: randomUUID() } };
}

async function dataOf({ contestant, port }: Running, ask: Ask): Promise<unknown> {
  const request = contestant.request(ask);
  return request === null ? undefined : contestant.data(ask, await answerOf(port, request));
}

function spread(asks: readonly Ask[]): Ask[] {
  const step = Math.max(1, Math.floor(asks.length / COMPARED));
  return asks.filter((_, index) => index % step === 0).slice(0, COMPARED);
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function firstDifference(left: unknown, right: unknown, path = ''): string {
  if (left !== null && right !== null && typeof left === 'object' && typeof right === 'object') {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const [mine, yours] = [(left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]];
      if (!isDeepStrictEqual(mine, yours)) return firstDifference(mine, yours, `${path}/${key}`);
    }
  }
  return `${path}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`;
}
