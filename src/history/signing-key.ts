import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { type Head, type SignedHead, statementOf } from './chain.js';

/** A public key by which heads are verified. Its id is its hash, so that no other key can have it. */
export interface HeadKey {
  readonly id: string;
  readonly publicKey: KeyObject;
  /** SPKI in PEM. */
  readonly pem: string;
}

/** The key by which heads are signed. */
export interface SigningKey extends HeadKey {
  readonly privateKey: KeyObject;
}

/** A private key in PKCS #8 PEM. Throws for what is none, or none of Ed25519. */
export function signingKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  return { ...headKey(createPublicKey(privateKey)), privateKey };
}

/** A public key in PEM. Throws for what is none, or none of Ed25519. */
export function publicKey(pem: string): HeadKey {
  return headKey(createPublicKey(pem));
}

function headKey(key: KeyObject): HeadKey {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`Expected a key of Ed25519, got ${key.asymmetricKeyType}`);
  const id = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { id, publicKey: key, pem: key.export({ type: 'spki', format: 'pem' }).toString() };
}

/** A new private key, in PKCS #8 PEM. */
export function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function signed(head: Omit<Head, 'keyId'>, { id, privateKey }: SigningKey): SignedHead {
  const whole = { ...head, keyId: id };
  return { ...whole, signature: sign(null, statementOf(whole), privateKey).toString('base64') };
}

export function isSignedBy(head: SignedHead, { id, publicKey: key }: HeadKey): boolean {
  const signature = Buffer.from(head.signature, 'base64');
  // Decoding skips what does not count.
  return head.keyId === id && signature.toString('base64') === head.signature && verify(null, statementOf(head), key, signature);
}
