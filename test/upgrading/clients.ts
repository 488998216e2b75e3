import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { subscribe } from '../event/subscribing.js';
import { Journal } from '../faults/journal.js';
import type { World } from '../support/world.js';
import type { Balancer } from './balancer.js';

const PAUSE_MS = 15;

/** Of so many writes one is sent again with its key, to whichever node comes next. */
const ONE_AGAIN_IN = 4;

const LOG =
  'mutation ($key: String!, $input: LogContributionInput!) { logContribution(idempotencyKey: $key, input: $input) { contribution { id state project { id } } } }';
const READS = [
  '{ contributions(first: 20) { totalCount nodes { id state amount { fen } project { id nameZh } places { place { code } share } } } }',
  '{ projects(first: 5) { nodes { id nameZh contributions(first: 5) { nodes { id } } } } impact { total(flowClasses: [DONATION]) { net { fen } } } }',
  '{ places(first: 20, filter: { level: COUNTY }) { totalCount nodes { code nameZh } } }',
  'query ($at: DateTime!) { contributions(first: 5, asOf: $at) { totalCount nodes { id project { id } } } }',
];
const CHANGED = 'subscription ($id: ID!, $after: String!) { changed(id: $id, after: $after) { change position } }';

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  readonly data?: any;
  readonly errors?: readonly unknown[];
}

/** Clients that read, write and subscribe, one request after another, and take no failure for granted. */
export class Clients {
  readonly journal = new Journal();
  /** What no client should be told while the platform is upgraded. */
  readonly failures: string[] = [];
  /** How many requests were answered as they should be. */
  answered = 0;
  /** The changes that one client has made, in their order. */
  readonly changes: string[] = [];
  /** What those who subscribe to them were told. */
  readonly told: string[][] = [];
  #ended = false;
  readonly #running: Promise<void>[] = [];

  constructor(
    private readonly balancer: Balancer,
    private readonly world: World,
  ) {}

  async begin(): Promise<void> {
    const webhook = await this.#createWebhook();
    for (let client = 0; client < 3; client += 1) this.#running.push(this.#write(), this.#read(client));
    for (let client = 0; client < 2; client += 1) this.#running.push(this.#follow(webhook));
    this.#running.push(this.#change(webhook));
  }

  /** Waits until so many more were answered. */
  async goOn(requests: number): Promise<void> {
    const until = this.answered + requests;
    while (this.answered < until) await setTimeout(20);
  }

  /** Lets each finish what it is at. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#running);
  }

  async #write(): Promise<void> {
    while (!this.#ended) {
      const entry = this.journal.begin(randomUUID());
      for (let time = Math.random() < 1 / ONE_AGAIN_IN ? 2 : 1; time > 0; time -= 1) {
        const input = { flowClass: 'DONATION', amount: (entry.fen / 100).toFixed(2), occurredOn: '2020-05-01', project: this.world.project };
        const data = await this.#ask(LOG, { key: entry.key, input }, this.world.shanghai.token);
        if (data) this.journal.acknowledge(entry, data.logContribution.contribution.id, performance.now());
      }
      await setTimeout(PAUSE_MS);
    }
  }

  async #read(client: number): Promise<void> {
    const at = new Date().toISOString();
    for (let time = client; !this.#ended; time += 1) {
      const query = READS[time % READS.length] as string;
      await this.#ask(query, query.includes('$at') ? { at } : {}, time % 2 === 0 ? this.world.shanghai.token : undefined);
      await setTimeout(PAUSE_MS);
    }
  }

  async #createWebhook(): Promise<string> {
    const data = await this.#ask(
      'mutation ($key: String!, $input: CreateWebhookInput!) { createWebhook(idempotencyKey: $key, input: $input) { webhook { id } } }',
      { key: randomUUID(), input: { name: '系统', url: 'https://receiver.invalid/hook', kinds: ['openFund'] } },
      this.world.administrator.token,
    );
    return data.createWebhook.webhook.id;
  }

  async #change(id: string): Promise<void> {
    for (let time = 0; !this.#ended; time += 1) {
      const [change, input] = time % 2 === 0 ? ['disableWebhook', '{ webhook: $id, reason: "x" }'] : ['enableWebhook', '{ webhook: $id }'];
      if (await this.#ask(`mutation ($id: ID!) { ${change}(input: ${input}) { webhook { id } } }`, { id }, this.world.administrator.token)) {
        this.changes.push(change as string);
      }
      await setTimeout(10 * PAUSE_MS);
    }
  }

  /** Subscribes, and where its node says that it stops, at another from where it was. */
  async #follow(id: string): Promise<void> {
    const told: string[] = [];
    this.told.push(told);
    let after = '0';
    const isDone = () => this.#ended && told.length > this.changes.length;
    while (!isDone()) {
      const subscriber = subscribe(this.balancer.one(), CHANGED, { token: this.world.administrator.token, variables: { id, after } });
      let end: { errors?: unknown[]; code?: number } | undefined;
      void subscriber.ended.then((how) => {
        end = how;
      });
      while (end === undefined && !isDone()) {
        for (const { changed } of subscriber.told.splice(0)) {
          told.push(changed.change);
          after = changed.position;
        }
        await setTimeout(20);
      }
      await subscriber.close();
      if (end !== undefined && end.code !== 1001) this.failures.push(`a subscription ended with ${JSON.stringify(end)}`);
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  async #ask(query: string, variables: object, token?: string): Promise<any> {
    const what = query.slice(0, 60);
    try {
      const [status, answer] = await this.balancer.through(async (address): Promise<[number, Answer]> => {
        const response = await fetch(`${address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
          body: JSON.stringify({ query, variables }),
        });
        return [response.status, (await response.json()) as Answer];
      });
      if (status === 200 && answer.errors === undefined) {
        this.answered += 1;
        return answer.data;
      }
      this.failures.push(`${status} ${JSON.stringify(answer.errors)} to ${what}`);
    } catch (error) {
      this.failures.push(`${error} to ${what}`);
    }
    return null;
  }
}
