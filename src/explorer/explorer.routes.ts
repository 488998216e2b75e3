import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readOperations } from './operations.js';
import { CONTENT_SECURITY_POLICY, explorerPage, PARTS } from './page.js';
import { FRAME_STYLE, ICON, START_SCRIPT } from './start-script.js';

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

/** GraphiQL with the saved operations, all of it from this server, so that it works with no network. */
export async function serveExplorer(app: FastifyInstance): Promise<void> {
  const page = explorerPage(readOperations());
  const graphiql = once(() => import('@graphql-yoga/render-graphiql/graphiql'));

  app.get('/', async (_request, reply) => reply.redirect('/explorer'));
  app.get('/explorer', async (_request, reply) => guarded(reply).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page));

  servePart(app, PARTS.start, JAVASCRIPT, async () => START_SCRIPT);
  servePart(app, PARTS.frame, CSS, async () => FRAME_STYLE);
  servePart(app, PARTS.icon, 'image/svg+xml', async () => ICON);
  servePart(app, PARTS.script, JAVASCRIPT, async () => (await graphiql()).js);
  servePart(app, PARTS.style, CSS, async () => (await graphiql()).css);
  servePart(app, PARTS.workers.editorWorkerService, JAVASCRIPT, async () => (await graphiql()).editorWorkerService);
  servePart(app, PARTS.workers.json, JAVASCRIPT, async () => (await graphiql()).jsonWorker);
  servePart(app, PARTS.workers.graphql, JAVASCRIPT, async () => (await graphiql()).graphqlWorker);
}

/** A part is read when the first browser asks for it, for it takes megabytes, and is kept compressed. */
function servePart(app: FastifyInstance, path: string, type: string, read: () => Promise<string>): void {
  const compressed = once(async () => promisify(gzip)(await read()));
  app.get(path, async (request, reply) => {
    guarded(reply).type(type).header('cache-control', 'public, max-age=3600').header('vary', 'accept-encoding');
    return acceptsGzip(request) ? reply.header('content-encoding', 'gzip').send(await compressed()) : reply.send(await read());
  });
}

function acceptsGzip({ headers }: FastifyRequest): boolean {
  return /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
}

function guarded(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer');
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
