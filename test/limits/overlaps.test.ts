import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { DocumentGate } from '../../src/limits/document-gate.js';
import { overlapsRule } from '../../src/limits/overlaps.rule.js';
import { buildApiSchema } from '../../src/schema.js';

const SCHEMA = buildSchema('type Query { a: Query b: Query id: ID } ');

/** The pairs that the rule counts: the lowest limit that lets the document pass. */
function pairsOf(query: string): number {
  const [error] = validate(SCHEMA, parse(query), [overlapsRule(-1)]);
  return (error?.extensions.actual ?? 0) as number;
}

test.each([
  ['{ a { id } b { id } id }', 0],
  ['{ id id id id }', 6],
  ['{ a: id a: id b: id }', 1],
  // Both pairs of what is below them, and their own.
  ['{ a { id } a { id } }', 2],
  ['{ a { a { id } } a { a { id } } }', 3],
  ['{ a { id id } a { id id } }', 7],
  ['{ ... on Query { id } ... on Query { id } }', 1],
  ['{ a { ...f } a { ...f } } fragment f on Query { id id }', 2],
  ['query A { id } query B { id }', 0],
])('in %s there are %i pairs', (query, pairs) => expect(pairsOf(query)).toBe(pairs));

test('a document that is let in takes no longer to validate than many others do', () => {
  const schema = buildApiSchema();
  const gate = new DocumentGate(schema, {
    documentBytes: 65_536,
    tokens: 2_000,
    depth: 15,
    aliases: 60,
    rootFields: 20,
    directives: 50,
    fragments: 60,
    operations: 30,
    listItems: 500,
    overlaps: 1_000,
  });
  const nested = `places { nodes { ${'parent { '.repeat(7)}id${' }'.repeat(7)} } }`;
  const times = (count: number) => `{ ${Array.from({ length: count }, () => nested).join(' ')} }`;
  expect(gate.refusals(times(40))[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'rootFields' });
  const inOne = (count: number) => `{ places { ${Array.from({ length: count }, () => 'nodes { parent { parent { parent { id } } } }').join(' ')} } }`;
  expect(gate.refusals(inOne(60))[0]?.extensions).toMatchObject({ limit: 'overlaps', allowed: 1_000 });
  const letIn = inOne(20);
  expect(gate.refusals(letIn)).toEqual([]);
  const begun = performance.now();
  expect(validate(schema, parse(letIn))).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
