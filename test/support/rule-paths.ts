import { type GraphQLArgument, type GraphQLSchema, type GraphQLType, getNullableType, isInputObjectType, isListType } from 'graphql';
import type { Message } from '../../src/shared/errors/messages.js';
import type { Answer } from './answer.js';

interface Rule {
  readonly code: string;
  readonly path: readonly string[];
  readonly messages?: Partial<Message>;
}

/** What is wrong with the whole and not with a field. */
const OF_THE_WHOLE = new Set(['PERIOD_CLOSED', 'NO_SESSION']);

/**
 * Throws where a broken rule has no sentence, or names no field, so that no form could show where something is wrong. Whatever a test expects of an answer, this
 * holds. A rule may guard several mutations (a contribution is logged and corrected), so it is enough that one of them has the field.
 */
export function assertRulesNameInput(schema: GraphQLSchema, { errors }: Answer): void {
  for (const { extensions } of errors) {
    for (const { code, path, messages } of (extensions.rules ?? []) as readonly Rule[]) {
      if (!/\p{Script=Han}/u.test(messages?.zh ?? '') || !/[a-z]/.test(messages?.en ?? '')) throw new Error(`Expected ${code} in both languages`);
      if (!(path.length === 0 && OF_THE_WHOLE.has(code)) && !isInput(schema, path))
        throw new Error(`Expected ${code} at a field of an input, got ${JSON.stringify(path)}`);
    }
  }
}

const known = new Map<string, boolean>();

function isInput(schema: GraphQLSchema, path: readonly string[]): boolean {
  const key = path.map((step) => (/^\d+$/.test(step) ? '0' : step)).join('.');
  const found = known.get(key) ?? Object.values(schema.getMutationType()?.getFields() ?? {}).some(({ args }) => isInputOf(args, path));
  known.set(key, found);
  return found;
}

function isInputOf(args: readonly GraphQLArgument[], [argument, ...rest]: readonly string[]): boolean {
  let type: GraphQLType | undefined = args.find(({ name }) => name === argument)?.type;
  for (const step of rest) {
    const within: GraphQLType | null | undefined = getNullableType(type);
    if (isListType(within) && /^\d+$/.test(step)) type = within.ofType;
    else type = isInputObjectType(within) ? within.getFields()[step]?.type : undefined;
  }
  return type !== undefined;
}
