/** What a global id stands for: the name of a GraphQL type, and the key of one object of it. */
export interface ObjectKey {
  type: string;
  key: string;
}

const TYPE_AND_KEY = /^([A-Z][A-Za-z]{1,40}):([0-9A-Za-z_.-]{1,40})$/;

// 41 characters of type, a colon and 40 of key, in base64.
const MAX_ID_LENGTH = Math.ceil((82 * 4) / 3);

/** The opaque global id of an object (Relay global object identification). Clients keep it and do not take it apart. */
export function encodeId(type: string, key: string): string {
  const name = `${type}:${key}`;
  if (!TYPE_AND_KEY.test(name)) {
    throw new RangeError(`Expected a type name and a key of 1 to 40 plain characters, got "${name}"`);
  }
  return toBase64Url(name);
}

/** What an id stands for, or null for a text that `encodeId` never gives: an object has one id, and ids compare as text. */
export function decodeId(text: string): ObjectKey | null {
  if (text.length > MAX_ID_LENGTH) return null;
  const name = Buffer.from(text, 'base64url').toString('latin1');
  const [, type, key] = TYPE_AND_KEY.exec(name) ?? [];
  // Decoding skips padding and foreign characters, hence the comparison.
  return type === undefined || key === undefined || toBase64Url(name) !== text ? null : { type, key };
}

function toBase64Url(name: string): string {
  return Buffer.from(name, 'latin1').toString('base64url');
}
