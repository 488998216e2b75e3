import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Whether the compiler takes an operation as we mean it. What it does not:
 *
 * - a relation of one type under several keys, because a compiled row is read by its fields' names (`readField`), unless it has a resolver;
 * - `__proto__` as a key or a variable, which would set the prototype of the object that is compiled;
 * - its own marks in a text. It writes a text of the document into the function, and one with such a mark as code;
 * - questions about the schema, which come once.
 */
export function isCompilable(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): boolean {
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return false;
  const types = new TypeInfo(schema);
  const keys = new Map<string, string>();
  let compilable = true;
  const refuse = () => {
    compilable = false;
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      StringValue: ({ value }) => {
        if (value.includes(COMPILERS_MARK)) refuse();
      },
      Variable: ({ name }) => {
        if (name.value === '__proto__') refuse();
      },
      Field: (node) => {
        const key = keyOf(node);
        if (key === '__proto__' || node.name.value === '__schema' || node.name.value === '__type') refuse();
        const field = types.getFieldDef();
        if (!field || field.resolve || !isCompositeType(getNamedType(field.type))) return;
        const name = `${types.getParentType()?.name}.${field.name}`;
        if ((keys.get(name) ?? key) !== key) refuse();
        keys.set(name, key);
      },
    }),
  );
  return compilable;
}

const COMPILERS_MARK = '__MAGIC_';

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
