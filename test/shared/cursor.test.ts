import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../src/shared/page/cursor.js';

const MALFORMED = expect.objectContaining({ code: 'CURSOR_MALFORMED' });

function base64Url(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64url');
}

describe('a cursor', () => {
  it('gives back the keys it was made of', () => {
    const key = fc.option(fc.string({ unit: 'grapheme', maxLength: 30 }));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(key, { maxLength: 8 }), (order, keys) => {
        expect(decodeCursor(encodeCursor(order, keys), order)).toEqual(keys);
      }),
    );
  });

  it('gives back the longest keys in their longest writing', () => {
    const keys = ['\u001f'.repeat(2000)];
    expect(decodeCursor(encodeCursor('NAME', keys), 'NAME')).toEqual(keys);
  });

  it('is refused in another order', () => {
    const cursor = encodeCursor('NAME', ['泸水']);
    const problem = { code: 'CURSOR_OF_ANOTHER_ORDER', details: { expected: 'AMOUNT', value: 'NAME' } };
    expect(() => decodeCursor(cursor, 'AMOUNT')).toThrow(expect.objectContaining(problem));
  });

  it.each([
    '',
    'null',
    '{}',
    '"a"',
    '[]',
    '["NAME"]',
    '["NAME","a"]',
    '["NAME",{"length":1}]',
    '["NAME",[1]]',
    '["NAME",[["a"]]]',
    '["NAME",[{}]]',
    '["NAME",["a"],1]',
    '[1,["a"]]',
    '["NAME",["a"]',
    '["NAME", ["a"]]',
    '\uFEFF["NAME",["a"]]',
    '["NAME",["\\u0061"]]',
    '["NAME",["\\u0000"]]',
    '["NAME",["\\ud800"]]',
    '{"0":"NAME","1":["a"],"length":2}',
    JSON.stringify(['NAME', Array(9).fill('a')]),
    JSON.stringify(['NAME', ['a'.repeat(2001)]]),
    JSON.stringify(['NAME', ['a'.repeat(1001), 'a'.repeat(1000)]]),
    '['.repeat(10_000),
  ])('is refused when it holds %.60j', (content) => {
    expect(() => decodeCursor(base64Url(content), 'NAME')).toThrow(MALFORMED);
  });

  it('is refused in any other writing of the same keys', () => {
    const cursor = encodeCursor('NAME', ['a']);
    for (const other of [`${cursor}=`, `${cursor} `, `\n${cursor}`, `${cursor}!`, cursor.slice(1), base64Url(cursor)]) {
      expect(() => decodeCursor(other, 'NAME')).toThrow(MALFORMED);
    }
  });

  it('is refused when it is no UTF-8', () => {
    expect(() => decodeCursor(base64Url(Buffer.from('["NAME",["\xff"]]', 'latin1')), 'NAME')).toThrow(MALFORMED);
  });

  it('refuses whatever else comes, and fails in no other way', () => {
    // A text and a list are the form of a cursor, and may be one of another order.
    const json = fc.json().filter((text) => !/^\["/.test(text));
    const content = fc.oneof(fc.string({ unit: 'binary' }), json.map(base64Url), fc.uint8Array().map(base64Url));
    fc.assert(fc.property(content, (text) => expect(() => decodeCursor(text, 'NAME')).toThrow(MALFORMED)));
  });

  it.each([[Array(9).fill('a')], [['a'.repeat(2001)]], [['\0']], [['\uD800']]])('is not made of keys it could not be read from', (keys) => {
    expect(() => encodeCursor('NAME', keys)).toThrow(RangeError);
  });
});
