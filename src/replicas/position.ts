import { PreparingClient } from '../preparing-client.js';
import { SERVING_ROLE, type Way } from '../server-pool.js';

/** A server that does not answer within this is taken for lost. */
const ANSWER_MS = 1_500;

/** How far a server has come, and which is the primary of it. */
export interface Position {
  readonly primary: string;
  readonly bytes: bigint;
}

/** By these functions (schema/migrations/060_replicas.sql) a server says how far it has come. */
export type Ask = 'primary_position' | 'replica_position';

/** A connection of its own by which a server is watched, so that it is heard also where all others are at work. */
export class PositionWatch {
  #client: PreparingClient | undefined;

  constructor(
    private readonly way: Way,
    private readonly ask: Ask,
  ) {}

  /** Null where the server is at present not what it is asked for, or serves under other rights than those of requests. Throws where it does not answer in time. */
  async position(): Promise<Position | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('The server does not answer')), ANSWER_MS);
    });
    try {
      return await Promise.race([this.#position(), late]);
    } catch (error) {
      this.#drop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #position(): Promise<Position | null> {
    this.#client ??= await this.#connected();
    const { rows } = await this.#client.query(`select of_primary as primary, bytes from ${this.ask}() where current_user = $1`, [SERVING_ROLE]);
    const [row] = rows as { primary: string; bytes: string }[];
    return row ? { primary: row.primary, bytes: BigInt(row.bytes) } : null;
  }

  async #connected(): Promise<PreparingClient> {
    const client = new PreparingClient({ connectionString: this.way.address, use: this.way.use, connectionTimeoutMillis: ANSWER_MS });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  #drop(): void {
    if (this.#client) cut(this.#client);
    this.#client = undefined;
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => undefined);
  }
}

/** Ends a connection at once. Whoever waits for an answer on it is told so. */
export function cut(client: object): void {
  (client as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream.destroy();
}
