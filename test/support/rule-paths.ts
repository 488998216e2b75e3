import { type GraphQLSchema, type GraphQLType, getNullableType, isInputObjectType, isListType } from 'graphql';
import type { Answer } from './answer.js';

/**
 * Throws where a broken rule does not lead from the arguments of its mutation to a field of the input, so that a form can show there what is
 * wrong. Whatever a test expects of an answer, this holds.
 */
export function assertRulesNameInput(schema: GraphQLSchema, { errors }: Answer): void {
  for (const { path: [mutation] = [], extensions } of errors) {
    const rules = (extensions.rules ?? []) as readonly { readonly code: string; readonly path: readonly string[] }[];
    // An alias says nothing of the mutation.
    if (!schema.getMutationType()?.getFields()[String(mutation)]) continue;
    for (const { code, path } of rules) {
      if (!isInputOf(schema, String(mutation), path))
        throw new Error(`Expected ${code} at a field of the input of ${mutation}, got ${JSON.stringify(path)}`);
    }
  }
}

function isInputOf(schema: GraphQLSchema, mutation: string, [argument, ...rest]: readonly string[]): boolean {
  const declared = schema
    .getMutationType()
    ?.getFields()
    [mutation]?.args.find(({ name }) => name === argument);
  let type: GraphQLType | undefined = declared?.type;
  for (const step of rest) {
    const within: GraphQLType | null | undefined = getNullableType(type);
    if (isListType(within) && /^\d+$/.test(step)) type = within.ofType;
    else type = isInputObjectType(within) ? within.getFields()[step]?.type : undefined;
  }
  return type !== undefined;
}
