import type { OutboxEvent } from '../event/outbox.js';
import { encodeId } from '../shared/id.js';

/** The kind of a message that tells nothing. */
export const PING = 'ping';

/** The same whenever the same is sent to the same webhook, so that its receiver knows again what it has got. */
export function messageIdOf(webhookId: string, of: string): string {
  return `msg_${webhookId}_${of}`;
}

/**
 * What is sent: what happened, when, and to which row, as ids. What the row says is for the receiver to read, with the rights that it has by
 * then.
 */
export function bodyOf(event: OutboxEvent): string {
  const { kind, at, type, key, position, waitingKind } = event;
  return JSON.stringify({
    type: kind,
    timestamp: at,
    data: { position, id: encodeId(type, key), typename: type, ...(waitingKind && { waitingKind }) },
  });
}

export function pingBody(webhookId: string, at: Date): string {
  return JSON.stringify({ type: PING, timestamp: at.toISOString(), data: { webhook: encodeId('Webhook', webhookId) } });
}
