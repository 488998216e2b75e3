import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeId, encodeId } from '../../src/shared/id.js';

const type = fc.stringMatching(/^[A-Z][A-Za-z]{1,40}$/);
const key = fc.stringMatching(/^[0-9A-Za-z_.-]{1,40}$/);

function base64Url(content: string): string {
  return Buffer.from(content).toString('base64url');
}

describe('a global id', () => {
  it('gives back the type and the key', () => {
    fc.assert(
      fc.property(type, key, (givenType, givenKey) => {
        expect(decodeId(encodeId(givenType, givenKey))).toEqual({ type: givenType, key: givenKey });
      }),
    );
  });

  it('can be as long as type and key allow', () => {
    const longest = { type: `P${'a'.repeat(40)}`, key: '9'.repeat(40) };
    expect(decodeId(encodeId(longest.type, longest.key))).toEqual(longest);
  });

  it.each([
    '',
    'Place',
    'Place:',
    ':533301',
    'place:533301',
    'P:1',
    'Place:53:33',
    'Place:53 33',
    'Place:泸水',
    'Pla3e:1',
    'Place:1\n',
    'Place:1\0',
    "Place:1'",
    `Place:${'1'.repeat(41)}`,
    `P${'a'.repeat(41)}:1`,
  ])('never holds %j', (content) => {
    expect(decodeId(base64Url(content))).toBeNull();
  });

  it('is null in any other writing of the same object', () => {
    const id = encodeId('Place', '533301');
    expect(id).toBe('UGxhY2U6NTMzMzAx');
    for (const other of [`${id}=`, `${id} `, ` ${id}`, `${id}!`, 'Place:533301']) expect(decodeId(other)).toBeNull();
    // "Place:1" ends in bits that stand for nothing; B differs from A in them alone.
    expect(decodeId('UGxhY2U6MQ')).toEqual({ type: 'Place', key: '1' });
    expect(decodeId('UGxhY2U6MR')).toBeNull();
  });

  it('is null or canonical, whatever comes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.string().map((end) => base64Url(`Place:${end}`)),
    );
    fc.assert(
      fc.property(text, (given) => {
        const object = decodeId(given);
        expect(object === null || encodeId(object.type, object.key) === given).toBe(true);
      }),
    );
  });

  it.each([
    ['place', '1'],
    ['Place', ''],
    ['Place', 'a:b'],
  ])('is not made of %j and %j', (givenType, givenKey) => {
    expect(() => encodeId(givenType, givenKey)).toThrow(RangeError);
  });
});
