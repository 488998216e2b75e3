import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { answerHttpErrors } from '../../src/edges/http-errors.js';
import { limitSlowBodies } from '../../src/edges/slow-requests.js';

let app: FastifyInstance;
let port: number;

beforeAll(async () => {
  app = fastify({ bodyLimit: 1_000 });
  answerHttpErrors(app, 1_000);
  limitSlowBodies(app, 0.2);
  app.post('/quick', async () => ({ taken: true }));
  app.post('/patient', { config: { bodySeconds: 5 } }, async () => ({ taken: true }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(() => app.close());

/** What comes back when half of a body is sent at once, and the other half later. */
function sentSlowly(path: string, laterMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a"`);
    setTimeout(() => socket.destroyed || socket.write(':123}'), laterMs);
  });
}

it('cuts off a body that does not come, with the answer that it took too long', async () => {
  expect(await sentSlowly('/quick', 2_000)).toMatch(/^HTTP\/1.1 408 /);
});

it('waits longer where a route says so', async () => {
  expect(await sentSlowly('/patient', 600)).toContain('{"taken":true}');
  expect(await sentSlowly('/quick', 10)).toContain('{"taken":true}');
});

/** What comes back when a body that is far too long is sent piece by piece, and nothing is read before all of it is sent or the way is shut. */
function sentWhole({ pieces, pauseMs }: { pieces: number; pauseMs: number }): Promise<{ text: string; sent: number }> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1').pause();
    let text = '';
    let sent = 0;
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('LIMIT_EXCEEDED')) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ text, sent }));
    socket.write(`POST /quick HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${pieces * 100_000}\r\n\r\n`);
    const send = () => {
      if (sent === pieces || socket.destroyed) return socket.resume();
      sent += 1;
      socket.write('x'.repeat(100_000), () => setTimeout(send, pauseMs));
    };
    send();
  });
}

it('tells one who sends too much why, also when it reads nothing before all is sent', async () => {
  const { text, sent } = await sentWhole({ pieces: 20, pauseMs: 1 });
  expect(sent).toBe(20);
  expect(text).toMatch(/^HTTP\/1.1 413 /);
  expect(text).toContain('LIMIT_EXCEEDED');
});

it('takes in what was refused no longer than a body may take', async () => {
  const { sent } = await sentWhole({ pieces: 1_000, pauseMs: 20 });
  expect(sent).toBeLessThan(1_000);
});
