import { expect, test } from '@jest/globals';
import { missesIn } from '../../src/limits/misses.js';

const error = (code: string, ...path: string[]) => ({ extensions: { code }, path });

test.each([
  ['what is found is no miss', { data: { place: { code: '53' }, places: { nodes: [] }, nodes: [{}], viewer: { name: null } } }, 0],
  ['each field at the root that gives nothing is one, by whatever alias', { data: { a: null, b: null, c: { id: '1' } } }, 2],
  ['so is each item of a list of look-ups', { data: { nodes: [null, {}, null] } }, 2],
  ['what was refused for another reason is none', { data: { a: null, b: null }, errors: [error('FORBIDDEN', 'a')] }, 1],
  ['what is said to be not there is one', { data: { a: null }, errors: [error('NOT_FOUND', 'a')] }, 1],
  ['also where it is the end of the operation', { data: null, errors: [error('NOT_FOUND', 'acceptContribution'), error('RULE_BROKEN', 'x')] }, 1],
  ['a refusal before anything was looked for is none', { errors: [error('GRAPHQL_VALIDATION_FAILED')] }, 0],
])('%s', (_rule, result, misses) => expect(missesIn(result)).toBe(misses));
