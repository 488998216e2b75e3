import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { buildApiSchema, printApiSchema } from '../src/schema.js';
import { projectFile } from '../src/shared/root.js';

const schema = buildApiSchema();

test('schema/schema.graphql is what the code prints', () => {
  expect(readFileSync(projectFile('schema/schema.graphql'), 'utf8')).toBe(printApiSchema(schema));
});

test('every type, field, argument and enum value has a description', () => {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
  expect(types.length).toBeGreaterThan(80);
  expect(types.flatMap(undescribed)).toEqual([]);
});

function undescribed(type: GraphQLNamedType): string[] {
  const parts: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isEnumType(type))
    parts.push(...type.getValues().map(({ name, description }) => [`${type.name}.${name}`, description] as [string, typeof description]));
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      parts.push([`${type.name}.${field.name}`, field.description]);
      const args: readonly GraphQLArgument[] = 'args' in field ? field.args : [];
      parts.push(...args.map(({ name, description }) => [`${type.name}.${field.name}(${name}:)`, description] as [string, typeof description]));
    }
  }
  return parts.filter(([, description]) => !description).map(([name]) => name);
}
