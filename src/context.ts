import { randomUUID } from 'node:crypto';
import { ACTING_FOR } from './access/acting-for.js';
import { askedBy } from './access/asked-by.js';
import type { IdentityProvider } from './access/identity-provider.js';
import { RequestReads } from './access/request-reads.js';
import { viewerOf } from './access/tokens.js';
import type { Viewer } from './access/viewer.js';
import type { AccountContext } from './account/account-context.js';
import type { Database } from './database.js';
import { AnswerLoader } from './impact/answer-loader.js';
import type { ImpactContext } from './impact/impact-context.js';
import { ImpactLoader } from './impact/impact-loader.js';
import { Reader } from './reading/reader.js';
import type { ReadingContext } from './reading/reading-context.js';
import { type Language, languageOf } from './shared/errors/messages.js';

/** What one request carries: the contexts that the modules ask for, joined. */
export interface Context extends ReadingContext, AccountContext, ImpactContext {
  readonly language: Language;
  stayWithPrimary(): void;
  missed(): void;
  /** How often that was. */
  misses(): number;
}

export interface RequestHeaders {
  readonly authorization?: string | undefined;
  readonly 'accept-language'?: string | undefined;
  readonly [ACTING_FOR]?: string | readonly string[] | undefined;
}

/** Where a request comes from. */
export interface Origin {
  readonly requestId?: string;
  /** The network address of the client; null where it came over none. */
  readonly address?: string | null;
  /** Whose tokens are taken beside the platform's own. */
  readonly provider?: IdentityProvider | null;
}

/** The context of a request. A token that is not good is refused here, before anything is read. */
export async function contextOf(
  database: Database,
  headers: RequestHeaders,
  { requestId = randomUUID(), address = null, provider = null }: Origin = {},
): Promise<Context> {
  const viewer = await viewerOf(database.pool, { authorization: headers.authorization, actingFor: headers[ACTING_FOR]?.toString() }, provider);
  return contextFor(database, viewer, { language: languageOf(headers['accept-language']), requestId, address });
}

export function contextFor(database: Database, viewer: Viewer, request: Pick<Context, 'language' | 'requestId' | 'address'>): Context {
  return contextReading(database, viewer, request, new Set());
}

function contextReading(
  database: Database,
  viewer: Viewer,
  request: Pick<Context, 'language' | 'requestId' | 'address'>,
  fromLedger: Set<string>,
): Context {
  const reads = database.pool.replicas ? new RequestReads(database.pool, viewer) : askedBy(database.pool, viewer);
  let stays = false;
  let misses = 0;
  return {
    ...request,
    viewer,
    reader: new Reader(reads, viewer),
    asOf: (instant) => {
      const below = contextReading(database, { ...viewer, asOf: instant }, request, fromLedger);
      if (stays) below.stayWithPrimary();
      return below;
    },
    impact: new ImpactLoader(reads, viewer, fromLedger),
    impactAnswers: new AnswerLoader(reads, viewer),
    pool: database.pool,
    missed: () => {
      misses += 1;
    },
    misses: () => misses,
    stayWithPrimary: () => {
      stays = true;
      if (reads instanceof RequestReads) reads.stayWithPrimary();
    },
  };
}
