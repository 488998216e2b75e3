import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { AddressRefused, ipIn, isLoopback, lookingUp, mayBeSentTo, type Networks } from './addresses.js';
import { type Message, signatureOf } from './secret.js';

/** What came of sending a message. */
export interface Attempt {
  /** The HTTP status; null where no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  /** What went wrong, as the managers of the organisation read it; null where nothing did. */
  readonly problem: string | null;
}

export interface Sent {
  readonly url: string;
  readonly message: Message;
  /** Those that are good now; each signs. */
  readonly secrets: readonly string[];
  readonly networks: Networks;
  readonly timeoutMs: number;
}

/** Sends a message once. A redirect is no answer: what stands behind it was not looked at. Of an answer only the status is taken. */
export async function send({ url, message, secrets, networks, timeoutMs }: Sent): Promise<Attempt> {
  const begun = performance.now();
  const took = () => Math.round(performance.now() - begun);
  try {
    const status = await post(new URL(url), message, secrets, networks, AbortSignal.timeout(timeoutMs));
    const isGood = status >= 200 && status < 300;
    return { status, durationMs: took(), problem: isGood ? null : `HTTP ${status}` };
  } catch (error) {
    return { status: null, durationMs: took(), problem: problemOf(error) };
  }
}

function post(url: URL, message: Message, secrets: readonly string[], networks: Networks, signal: AbortSignal): Promise<number> {
  const isPlain = url.protocol === 'http:';
  const address = ipIn(url);
  if (address !== null && !(mayBeSentTo(address, networks) && (!isPlain || isLoopback(address)))) {
    throw new AddressRefused(`${address} may not be sent to`);
  }
  return new Promise((resolve, reject) => {
    const request = (isPlain ? plainRequest : secureRequest)(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        lookup: lookingUp(networks, isPlain),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(message.body),
          'user-agent': 'Xieshou-Webhook/1',
          'webhook-id': message.id,
          'webhook-timestamp': String(message.timestamp),
          'webhook-signature': secrets.map((secret) => signatureOf(message, secret)).join(' '),
        },
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.on('error', reject);
    request.end(message.body);
  });
}

/** Never what a library says: it may name addresses that the managers of an organisation need not know. */
function problemOf(error: unknown): string {
  if (error instanceof AddressRefused) return 'ADDRESS_REFUSED';
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return 'TIMEOUT';
  return code !== undefined && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'CONNECTION_FAILED';
}
