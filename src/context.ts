import { randomUUID } from 'node:crypto';
import { viewerOf } from './access/tokens.js';
import type { Viewer } from './access/viewer.js';
import type { Database } from './database.js';
import { AnswerLoader } from './impact/answer-loader.js';
import type { ImpactContext } from './impact/impact-context.js';
import { ImpactLoader } from './impact/impact-loader.js';
import { Reader } from './reading/reader.js';
import type { ReadingContext } from './reading/reading-context.js';
import { type Language, languageOf } from './shared/errors/messages.js';
import type { WritingContext } from './writing/write.js';

/** What one request carries: the contexts that the modules ask for, joined. */
export interface Context extends ReadingContext, WritingContext, ImpactContext {
  readonly language: Language;
}

export interface RequestHeaders {
  readonly authorization?: string | undefined;
  readonly 'accept-language'?: string | undefined;
}

/** The context of a request. A token that is not good is refused here, before anything is read. */
export async function contextOf(database: Database, headers: RequestHeaders, requestId: string = randomUUID()): Promise<Context> {
  const viewer = await viewerOf(database.executor, headers.authorization);
  return contextFor(database, viewer, languageOf(headers['accept-language']), requestId);
}

export function contextFor(database: Database, viewer: Viewer, language: Language, requestId: string): Context {
  return {
    viewer,
    language,
    requestId,
    reader: new Reader(database.executor, viewer),
    impact: new ImpactLoader(database.executor, viewer),
    impactAnswers: new AnswerLoader(database.executor, viewer),
    em: database.em,
  };
}
