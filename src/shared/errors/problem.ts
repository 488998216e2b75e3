import { withUnseenShown } from '../text.js';

/**
 * A refusal with a code from a closed set and the facts behind it.
 *
 * It holds no sentence: the reader's language is not known here, so the wording is looked up by code in the catalogue, which
 * fills in the details.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: string,
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}

const EXCERPT_LENGTH = 40;

/** The start of a value that came from outside, short and well formed enough to stand in an error or a log line. */
export function excerpt(text: string): string {
  return withUnseenShown(text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text);
}
