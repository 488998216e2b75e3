import { createHash, createHmac, randomBytes } from 'node:crypto';

/** The server's key that the secrets of webhooks follow from. It is never in the database. */
export interface WebhookKey {
  /** Of the key's hash, so that one that was exchanged is known for it. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** What the secret of a webhook follows from, beside the key. */
export interface Salt {
  readonly salt: Buffer;
  readonly keyId: string;
}

const LEAST_BYTES = 32;

/** A key from its base64. Throws for what is none, or shorter than 256 bits. */
export function webhookKey(text: string): WebhookKey {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length < LEAST_BYTES) throw new TypeError(`Expected a key of ${LEAST_BYTES} bytes or more in base64, got ${bytes.length}`);
  const id = createHash('sha256').update('xieshou webhook key\n').update(bytes).digest('base64url').slice(0, 22);
  return { id, bytes };
}

export function newWebhookKey(): string {
  return `${randomBytes(LEAST_BYTES).toString('base64')}\n`;
}

export function newSalt({ id }: WebhookKey): Salt {
  return { salt: randomBytes(32), keyId: id };
}

/** The secret as its receiver keeps it: `whsec_` and 256 bits in base64. */
export function secretOf({ salt }: Salt, { bytes }: WebhookKey): string {
  return `whsec_${createHmac('sha256', bytes).update('xieshou webhook\n').update(salt).digest('base64')}`;
}

/** What is sent, as it is signed. */
export interface Message {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** A signature as Standard Webhooks has it: HMAC-SHA256 over the id, the timestamp and the body. */
export function signatureOf({ id, timestamp, body }: Message, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
