import { describe, expect, it } from '@jest/globals';
import { excerpt, Problem } from '../../src/shared/errors/problem.js';

describe('a problem', () => {
  it('is an error that names its code and its details', () => {
    const problem = new Problem('AMOUNT_MALFORMED', { value: '1e309' });
    expect(problem).toBeInstanceOf(Error);
    expect(problem).toMatchObject({ name: 'Problem', code: 'AMOUNT_MALFORMED', details: { value: '1e309' } });
    expect(problem.message).toBe('AMOUNT_MALFORMED {"value":"1e309"}');
  });
});

describe('an excerpt', () => {
  it('gives a short text as it is', () => {
    expect(excerpt('𠮷林')).toBe('𠮷林');
  });

  it('cuts a long text, and not through a character', () => {
    expect(excerpt('a'.repeat(1000))).toBe(`${'a'.repeat(40)}…`);
    expect(excerpt(`${'a'.repeat(39)}𠮷𠮷`)).toBe(`${'a'.repeat(39)}\uFFFD…`);
  });

  it('replaces a lone surrogate, which no UTF-8 log could hold', () => {
    expect(excerpt('a\uD800b')).toBe('a\uFFFDb');
  });
});
