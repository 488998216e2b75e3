import type { ReadingContext } from '../reading/reading-context.js';
import type { AnswerLoader } from './answer-loader.js';
import type { ImpactLoader } from './impact-loader.js';

/** What the resolvers of impact need of the request. */
export interface ImpactContext extends ReadingContext {
  readonly impact: ImpactLoader;
  readonly impactAnswers: AnswerLoader;
}
