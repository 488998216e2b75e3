import type { BrokenRule } from '../shared/errors/app-error.js';
import { sentenceOf } from '../shared/errors/catalogue.js';
import { nameProblem, normaliseText } from '../shared/text.js';

interface TextBounds {
  readonly max: number;
  /** Line breaks are part of prose; a name has none. */
  readonly prose?: boolean;
}

/** A text that was sent, normalised; null when it was left out. What is wrong with it is added to the broken rules. */
export function checkedText(
  broken: BrokenRule[],
  path: readonly string[],
  text: string | null | undefined,
  { max, prose = false }: TextBounds,
): string | null {
  if (text === null || text === undefined) return null;
  const problem = nameProblem(prose ? text.replaceAll(/\r?\n/g, ' ') : text, { max });
  if (problem !== null) broken.push({ code: problem, path, messages: sentenceOf(problem, { max }) });
  return normaliseText(text);
}
