import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id as OWASP's password storage cheat sheet has it: 19 MiB, two passes, one lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const PASSWORD_LENGTH = { least: 12, most: 200 } as const;

export async function hashOfPassword(password: string): Promise<string> {
  return hash(normalised(password), ARGON2ID);
}

/** Whether a password is the one that the hash is of. Without a hash it is not, and finding that out takes the same work. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const compared = stored ?? (await hashOfNothing());
  const isSame = await verify(compared, lengthOf(password) <= PASSWORD_LENGTH.most ? normalised(password) : '');
  return isSame && stored !== null;
}

/** In characters, as somebody counts who types it. */
export function lengthOf(password: string): number {
  return [...normalised(password)].length;
}

/** Keyboards send the same character in different forms. */
function normalised(password: string): string {
  return password.normalize('NFKC');
}

let nothing: Promise<string> | undefined;

/** A hash of what nobody knows. */
function hashOfNothing(): Promise<string> {
  nothing ??= hashOfPassword(randomBytes(32).toString('base64url'));
  return nothing;
}
