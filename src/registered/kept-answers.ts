import { createHash } from 'node:crypto';

/** An answer as it is sent, with the tag by which a client knows it again. */
export interface KeptAnswer {
  readonly body: Buffer;
  readonly tag: string;
  /** The version of what it was read from, or of what came before. */
  readonly version: string;
}

export function keptAnswer(text: string, version: string): KeptAnswer {
  const body = Buffer.from(text);
  return { body, version, tag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}

const MOST_ANSWERS = 2_000;
const MOST_BYTES = 32 * 1024 * 1024;
const LARGEST = 1024 * 1024;

/** The answers that were given last, in bounds. */
export class KeptAnswers {
  readonly #answers = new Map<string, KeptAnswer>();
  #bytes = 0;

  /** The answer, where it was kept at this version. An older one is of no more use. */
  find(key: string, version: string): KeptAnswer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    this.#forget(key, answer);
    if (answer.version !== version) return undefined;
    this.#remember(key, answer);
    return answer;
  }

  keep(key: string, answer: KeptAnswer): void {
    const before = this.#answers.get(key);
    if (before) this.#forget(key, before);
    if (answer.body.length > LARGEST) return;
    this.#remember(key, answer);
    for (const [oldest, old] of this.#answers) {
      if (this.#answers.size <= MOST_ANSWERS && this.#bytes <= MOST_BYTES) break;
      this.#forget(oldest, old);
    }
  }

  #remember(key: string, answer: KeptAnswer): void {
    this.#answers.set(key, answer);
    this.#bytes += answer.body.length;
  }

  #forget(key: string, answer: KeptAnswer): void {
    this.#answers.delete(key);
    this.#bytes -= answer.body.length;
  }
}
