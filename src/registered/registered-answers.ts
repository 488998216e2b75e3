import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Database } from '../database.js';
import { RunOnce } from '../seeing/shared-work.js';
import { languageOf } from '../shared/errors/messages.js';
import { Recent } from '../shared/recent.js';
import { type KeptAnswer, KeptAnswers, keptAnswer } from './kept-answers.js';
import { PublicVersion } from './public-version.js';
import { type RegisteredOperation, registeredOperations } from './registered-operations.js';

/** Answers an operation through Apollo, as if its text had been sent. */
export type RunText = (request: FastifyRequest, text: string, variables: string) => Promise<Said>;

interface Said {
  readonly status: number;
  readonly body: string;
  /** Where the caller has spent its budget, when it has more. */
  readonly retryAfter?: string | undefined;
}

/** The HTTP status of a refusal that is this caller's alone. */
const OVERSPENT = 429;

/** A registered operation as a request asks for it, with its variables as they were sent. */
export interface Asked {
  readonly operation: RegisteredOperation;
  readonly variables: string;
}

const MOST_ADDRESSES = 2_000;
const LONGEST_ADDRESS = 4_096;

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * The operations of schema/operations by GET, by name or by hash. For the public an answer is kept and given again as long as nothing
 * of it has changed: the database is asked which version it has, after the request has come and before the answer goes.
 */
export class RegisteredAnswers {
  readonly #byName: ReadonlyMap<string, RegisteredOperation>;
  readonly #byHash: ReadonlyMap<string, RegisteredOperation>;
  readonly #asked = new Recent<string, Asked>(MOST_ADDRESSES);
  readonly #answers = new KeptAnswers();
  readonly #running = new Map<string, RunOnce<KeptAnswer | Said>>();
  readonly #version: PublicVersion;

  constructor(
    schema: GraphQLSchema,
    database: Database,
    private readonly run: RunText,
  ) {
    const operations = registeredOperations(schema);
    this.#byName = new Map(operations.map((operation) => [operation.name, operation]));
    this.#byHash = new Map(operations.map((operation) => [operation.hash, operation]));
    this.#version = new PublicVersion(database.pool);
  }

  /** What a GET asks for: `/operations/<name>?variables=…`, or `/graphql` with the hash as clients with persisted queries send it. */
  find(url: string): Asked | undefined {
    const known = this.#asked.get(url);
    if (known !== undefined) return known;
    const asked = this.#parse(url);
    if (asked !== undefined && url.length <= LONGEST_ADDRESS) this.#asked.set(url, asked);
    return asked;
  }

  #parse(url: string): Asked | undefined {
    const [pathname = '', search = ''] = url.split('?');
    const searchParams = new URLSearchParams(search);
    const operation = pathname.startsWith('/operations/')
      ? this.#byName.get(pathname.slice('/operations/'.length))
      : searchParams.has('query')
        ? undefined
        : this.#byHash.get(hashIn(searchParams.get('extensions')));
    return operation && { operation, variables: searchParams.get('variables') ?? '' };
  }

  async answer(request: FastifyRequest, reply: FastifyReply, { operation, variables }: Asked): Promise<FastifyReply> {
    if (request.headers.authorization !== undefined || !operation.isQuery) {
      const said = await this.run(request, operation.text, variables);
      return sent(reply, said).header('cache-control', 'private, no-store').send(said.body);
    }
    const answer = await this.#publicAnswer(request, operation, variables);
    if (!('tag' in answer)) return sent(reply, answer).header('cache-control', 'no-store').send(answer.body);
    reply.header('etag', answer.tag).header('cache-control', 'public, no-cache').header('vary', 'authorization');
    return isKnown(request, answer.tag) ? reply.code(304).send() : reply.type(JSON_TYPE).send(answer.body);
  }

  async #publicAnswer(request: FastifyRequest, operation: RegisteredOperation, variables: string): Promise<KeptAnswer | Said> {
    const versions = await this.#version.now();
    const version = operation.scopes.map((scope) => versions[scope]).join();
    const key = `${operation.hash} ${variables}`;
    const kept = this.#answers.find(key, version);
    if (kept !== undefined) return kept;
    // Of many who ask for what has just changed, one reads it. What it reads is at least of the version that all of them found.
    const shared = `${version} ${languageOf(request.headers['accept-language'])} ${key}`;
    const others = this.#running.get(shared);
    if (others !== undefined) {
      const answer = await others.join();
      if (!('status' in answer && answer.status === OVERSPENT)) return answer;
    }
    const running = new RunOnce(this.#readAnew(request, operation, variables, key, version).finally(() => this.#running.delete(shared)));
    this.#running.set(shared, running);
    return running.result;
  }

  async #readAnew(
    request: FastifyRequest,
    operation: RegisteredOperation,
    variables: string,
    key: string,
    version: string,
  ): Promise<KeptAnswer | Said> {
    const said = await this.run(request, operation.text, variables);
    const { status, body } = said;
    // Apollo writes the errors of an answer before its data.
    if (status !== 200 || !body.startsWith('{"data":')) return said;
    const answer = keptAnswer(body, version);
    this.#answers.keep(key, answer);
    return answer;
  }
}

function sent(reply: FastifyReply, { status, retryAfter }: Said): FastifyReply {
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return reply.code(status).type(JSON_TYPE);
}

/** The hash in the parameter that clients with persisted queries send (Apollo's protocol, version 1); empty when there is none. */
function hashIn(extensions: string | null): string {
  try {
    const { persistedQuery } = JSON.parse(extensions ?? '{}') as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } };
    return persistedQuery?.version === 1 && typeof persistedQuery.sha256Hash === 'string' ? persistedQuery.sha256Hash : '';
  } catch {
    return '';
  }
}

/** Whether the client has this answer already (If-None-Match). */
function isKnown({ headers }: FastifyRequest, tag: string): boolean {
  const tags = headers['if-none-match'];
  return (tags ?? '').split(',').some((known) => known.trim().replace(/^W\//, '') === tag || known.trim() === '*');
}
