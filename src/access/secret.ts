import { createHash, randomBytes } from 'node:crypto';

/** What stands before a secret, so that it is known for what it is wherever it turns up: a token, an invitation's code. */
export type SecretPrefix = 'xs_' | 'xi_';

/** A new secret of 256 random bits, to be shown once. */
export function newSecret(prefix: SecretPrefix): string {
  return prefix + randomBytes(32).toString('base64url');
}

export function isSecret(prefix: SecretPrefix, text: string): boolean {
  return text.startsWith(prefix) && /^[\w-]{43}$/.test(text.slice(prefix.length));
}

/** Only this is stored of a secret. It is 256 random bits, so a plain hash of it cannot be guessed back. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
