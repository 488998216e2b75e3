import type { GraphQLSchema } from 'graphql';
import { AppError } from '../shared/errors/app-error.js';
import { costOf, type Request } from './cost.calculation.js';
import { limitExceeded } from './limit-exceeded.js';
import type { Limits } from './limits.js';
import { longListIn } from './lists.js';

/** What an operation costs with these variables, or why it is not run. Not a rule of validation, because a document that was found valid is kept. */
export function costWithin(
  schema: GraphQLSchema,
  request: Request,
  { cost: most, listItems }: Pick<Limits, 'cost' | 'listItems'>,
): number | AppError {
  const refusal = longListIn(request.variables, listItems);
  if (refusal !== null) return refusal;
  const cost = costOf(schema, request);
  return cost > most ? limitExceeded('cost', most, cost, { zh: '最多可能读取的行数', en: 'rows that it may read' }) : cost;
}

export function isRefused(cost: number | AppError): cost is AppError {
  return cost instanceof AppError;
}

/** To see that a document is refused takes about as long as to read a row for each of its words. */
const BYTES_OF_A_WORD = 4;

export function costOfRefused(document: string): number {
  return Math.ceil(document.length / BYTES_OF_A_WORD);
}
