import { type DocumentNode, GraphQLScalarType, GraphQLSchema, Kind, type OperationDefinitionNode, type VariableDefinitionNode } from 'graphql';

/** A type whose values are taken as they are. */
const COERCED = new GraphQLScalarType({ name: 'XieshouCoerced' });

/** The schema with the type of variables that are coerced already beside its own types. */
export function withCoerced(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, types: [...config.types, COERCED], assumeValid: true });
}

/**
 * The document with variables that are taken as they are. The compiler coerces variables in a way of its own: it knows no defaults
 * of an input's fields. So graphql-js does it before.
 */
export function takingCoerced(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const taking = { ...operation, variableDefinitions: operation.variableDefinitions?.map(takenAsItIs) };
  return { ...document, definitions: document.definitions.map((definition) => (definition === operation ? taking : definition)) };
}

function takenAsItIs({ kind, variable }: VariableDefinitionNode): VariableDefinitionNode {
  return { kind, variable, type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } } };
}
