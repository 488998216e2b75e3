import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityProvider } from '../access/identity-provider.js';
import { assertMay, assertMayRead } from '../access/permissions.js';
import { type Context, contextOf } from '../context.js';
import type { Database } from '../database.js';
import { downloadOf, type EvidenceDownload } from '../evidence/download.js';
import { keepFile } from '../evidence/file.service.js';
import { discard } from '../evidence/incoming.js';
import { notOneFile, takeFileOf, tooLarge } from '../evidence/multipart.js';
import { openEvidenceStore } from '../evidence/open-store.js';
import type { EvidenceSettings, EvidenceStore } from '../evidence/store.js';
import type { Budgets } from '../limits/budgets.js';
import { AppError } from '../shared/errors/app-error.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { callerOf } from './caller.js';
import { refuseWith } from './http-errors.js';

interface Served {
  readonly database: Database;
  readonly provider: IdentityProvider | null;
  readonly budgets: Budgets;
  readonly settings: EvidenceSettings;
  /** How long a file may take to come. */
  readonly uploadSeconds: number;
}

/** To send so much of a file costs as much as to read a row. */
const BYTES_OF_A_ROW = 1024;

/** What stands around the file in a form. */
const FORM_BYTES = 64 * 1024;

/** Evidence files come and go outside of GraphQL, as streams. */
export function serveEvidence(app: FastifyInstance, { database, provider, budgets, settings, uploadSeconds }: Served): void {
  let store: Promise<EvidenceStore> | undefined;
  const opened = () => {
    store ??= openEvidenceStore(settings);
    return store;
  };
  const contextOfFile = ({ headers, id: requestId, ip: address }: FastifyRequest): Promise<Context> =>
    translatingDatabaseErrors(() => contextOf(database, headers, { requestId, address, provider }));

  app.register(async (scope) => {
    // Nothing of a body is read before it is known who sends it.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));

    scope.post('/evidence', { config: { bodySeconds: uploadSeconds } }, async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const context = await contextOfFile(request);
      assertMay(context.viewer, 'uploadEvidence');
      const overspent = budgets.spend(callerOf(context), 1);
      if (overspent) return refuseWith(request, reply, { status: 429, errors: [overspent], viewer: context.viewer });
      assertTakeable(request, settings.mostBytes);
      const sent = await takeFileOf(request.raw, settings);
      const kept = await keepFile(context, sent, { store: await opened(), dailyBytes: settings.dailyBytes }).finally(() => discard(sent.path));
      return reply.code(201).send(kept);
    });
  });

  app.get('/evidence/:id', { exposeHeadRoute: false }, async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const context = await contextOfFile(request);
    assertMayRead(context.viewer);
    const caller = callerOf(context);
    const refused = (error: AppError) => refuseWith(request, reply, { status: 429, errors: [error], viewer: context.viewer });
    const overspent = budgets.spend(caller, 1, 1);
    if (overspent) return refused(overspent);
    let misses = 0;
    const download = await downloadOf(context, request.params.id)
      .catch((error) => {
        if (isMissing(error)) misses = 1;
        throw error;
      })
      .finally(() => budgets.miss(caller, misses, 1));
    if (request.headers['if-none-match'] === etagOf(download)) return described(reply, download, context).code(304).send();
    const tooMuch = budgets.spend(caller, Math.ceil(download.bytes / BYTES_OF_A_ROW));
    if (tooMuch) return refused(tooMuch);
    const content = await download.open(await opened());
    // A client that was promised so many bytes sees that a download broke off.
    return described(reply, download, context).header('content-length', download.bytes).send(content);
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof AppError && error.extensions.code === 'NOT_FOUND';
}

function assertTakeable({ headers }: FastifyRequest, mostBytes: number): void {
  if (!headers['content-type']?.startsWith('multipart/form-data')) throw notOneFile();
  const declared = Number(headers['content-length'] ?? 0);
  if (declared > mostBytes + FORM_BYTES) throw tooLarge(mostBytes, declared);
}

/** Whatever is in a file, it is saved and never shown as a page of this server; and only what the public sees is kept by anybody in between. */
function described(reply: FastifyReply, download: EvidenceDownload, { viewer }: Context): FastifyReply {
  const { fileName, mediaType } = download;
  const plainName = fileName.replaceAll(/[^\w.-]/g, '_');
  return reply.headers({
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${plainName}"; filename*=UTF-8''${encodeURIComponent(fileName).replaceAll(/['()*]/g, escaped)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': viewer.accountId === null ? 'public, no-cache' : 'private, no-store',
    vary: 'Authorization, Xieshou-Acting-For',
    etag: etagOf(download),
  });
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function etagOf({ sha256 }: EvidenceDownload): string {
  return `"${sha256}"`;
}
