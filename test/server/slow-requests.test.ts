import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { limitSlowBodies } from '../../src/edges/slow-requests.js';

let app: FastifyInstance;
let port: number;

beforeAll(async () => {
  app = fastify();
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
