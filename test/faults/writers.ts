import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Entry, Journal } from './journal.js';

/** What writers write to. */
export interface Target {
  readonly address: string;
  readonly token: string;
  readonly project: string;
}

const LOG =
  'mutation ($key: String!, $input: LogContributionInput!) { logContribution(idempotencyKey: $key, input: $input) { contribution { id } } }';

/** Whoever has waited for so long asks again, as clients do. */
const PATIENCE_MS = 15_000;

/** Of so many acknowledged writes one is sent again, as by a client that has not heard the answer. */
const ONE_AGAIN_IN = 5;

interface Answer {
  readonly data?: { readonly logContribution?: { readonly contribution: { readonly id: string } } | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string; readonly reason?: string } }[];
}

/** Clients that log contributions one after the other, each with a key by which it tries again until it is told that it is done. */
export class Writers {
  /** Answers that no client should get, whatever happens to the server. */
  readonly unexpected: string[] = [];
  #ended = false;
  readonly #running: Promise<void>[];

  constructor(
    howMany: number,
    private readonly target: Target,
    private readonly journal: Journal,
  ) {
    this.#running = Array.from({ length: howMany }, () => this.#write());
  }

  /** Lets each finish what it is at. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#running);
  }

  async #write(): Promise<void> {
    while (!this.#ended) {
      const entry = this.journal.begin(randomUUID());
      await this.#untilDone(entry);
      if (Math.random() < 1 / ONE_AGAIN_IN) await this.#untilDone(entry);
    }
  }

  async #untilDone(entry: Entry): Promise<void> {
    for (;;) {
      const sentAt = performance.now();
      const id = await this.#send(entry);
      if (id !== null) return this.journal.acknowledge(entry, id, sentAt);
      await setTimeout(20 + Math.random() * 80);
    }
  }

  /** The id that was answered; null where it is to be tried again. */
  async #send({ key, fen }: Entry): Promise<string | null> {
    const { address, token, project } = this.target;
    const input = { flowClass: 'DONATION', amount: (fen / 100).toFixed(2), occurredOn: '2020-05-01', project };
    let status: number;
    let answer: Answer;
    try {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: LOG, variables: { key, input } }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      status = response.status;
      answer = (await response.json()) as Answer;
    } catch {
      // There is nobody, or the answer was cut off.
      return null;
    }
    const id = answer.data?.logContribution?.contribution.id;
    if (id !== undefined) return id;
    const [error] = answer.errors ?? [];
    const isPassing = error?.extensions.code === 'SERVICE_UNAVAILABLE' || error?.extensions.reason === 'CONFLICT_RETRY';
    // The request before, whose answer was lost, is still at work.
    const isAtWork = error?.extensions.reason === 'IDEMPOTENCY_KEY_AT_WORK';
    if (!isAtWork && (status !== 503 || !isPassing)) this.unexpected.push(`${status} ${JSON.stringify(error ?? answer)}`);
    return null;
  }
}
