import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newSecret } from '../../src/access/secret.js';
import { sql } from '../../src/shared/sql.js';
import { subscribe } from '../event/subscribing.js';
import { newPdf } from '../evidence/samples.js';
import { upload } from '../evidence/uploading.js';
import type { SentSpan } from '../support/collector.js';
import { connectionTo } from '../support/connection.js';
import { CLIENT } from '../support/identity-provider.js';
import { gift } from '../support/world.js';
import { newCaller, type Told, useWatched } from './watched-program.js';

const SLOW_MS = 300;

/** What clients send, and neither the log nor the traces may hold. */
const PLANTS = { phone: '13912345678', idCard: '53332319900307123X', mail: 'zhang.san@example.com', token: newSecret('xs_'), name: '张三丰' };
const PLANTED = Object.values(PLANTS).join(' ');

/** A provider that cannot be asked, and says all that it was given to say. */
const provider = createServer((_request, response) => response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(PLANTS)));
let issuer: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(() => {
  provider.close();
});

const given = useWatched(() => ({
  LOG_LEVEL: 'debug',
  LOG_SLOW_MS: String(SLOW_MS),
  OTEL_SERVICE_NAME: 'ledger of the test',
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: 'https://xieshou.example',
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  PUBLIC_URL: 'http://127.0.0.1',
}));

const PLACES = 'query Places($first: Int!) { places(first: $first) { nodes { code } } }';
const LOG =
  'mutation Log($key: String!, $input: LogContributionInput!) { logContribution(idempotencyKey: $key, input: $input) { contribution { id } } }';

let keys = 0;
function log(input: object = {}): Promise<Told> {
  keys += 1;
  const { shanghai, project } = given.world;
  return given.ask(LOG, { token: shanghai.token, variables: { key: `seeing-${keys}`, input: gift({ project, ...input }) } });
}

const textOf = ({ attributes }: SentSpan) => String(attributes['db.query.text']);

describe("a trace goes on from the caller's, to the request, its operation and each statement:", () => {
  it('of a query', async () => {
    const told = await given.ask(PLACES, { variables: { first: 7 } });
    const { request, operation, statements } = await given.treeOf(told);
    expect(given.program.said().err).toMatch(/^LOADED .+sdk-trace/m);
    expect(request).toMatchObject({ name: 'POST /graphql', error: null, resource: { 'service.name': 'ledger of the test' } });
    expect(request.attributes).toMatchObject({ 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 });
    expect(operation).toMatchObject({ name: 'query Places', error: null });
    expect(operation.attributes).toEqual({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Places',
      'xieshou.role': 'PUBLIC',
      'xieshou.cost': 7,
      'xieshou.statements': 1,
      'xieshou.request.id': request.attributes['xieshou.request.id'],
    });
    expect(statements).toMatchObject([{ name: expect.stringMatching(/^(SELECT|WITH) place$/), error: null }]);
    expect(statements[0]?.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.namespace': expect.stringMatching(/^test_/),
      'db.query.text': expect.stringContaining('from place'),
      'db.response.returned_rows': 1,
      'server.address': 'localhost',
    });
    // The line in the log leads to the trace, and to the request.
    expect(await given.line(({ traceId }) => traceId === told.traceId)).toMatchObject({
      requestId: request.attributes['xieshou.request.id'],
      operationName: 'Places',
      cost: 7,
      statements: 1,
    });
  });

  it('of a mutation, up to its end', async () => {
    const told = await log();
    expect(told.body.errors).toBeUndefined();
    const { operation, statements } = await given.treeOf(told);
    expect(operation).toMatchObject({ name: 'mutation Log', attributes: { 'xieshou.role': 'PARTNER', 'xieshou.statements': statements.length } });
    const texts = statements.map(textOf);
    expect(texts).toContainEqual(expect.stringContaining('bearers_of_tokens($1::bytea[])'));
    expect(texts).toContainEqual(expect.stringContaining('insert into contribution'));
    expect(texts).toContain('commit');
  });

  it('of one that fails, with the code that the client is told', async () => {
    const { operation, request } = await given.treeOf(await log({ amount: '-5' }));
    expect(operation).toMatchObject({ name: 'mutation Log', error: 'RULE_BROKEN', attributes: { 'error.type': 'RULE_BROKEN' } });
    expect(request.error).toBeNull();
    const unread = await given.treeOf(await given.ask('{ places('));
    expect(unread.operation).toMatchObject({ name: 'GraphQL Operation', error: 'GRAPHQL_PARSE_FAILED' });
    const refused = await given.treeOf(await given.ask(PLACES, { token: 'none' }));
    expect(refused.operation).toMatchObject({ name: 'GraphQL Operation', error: '401' });
  });

  it('of a statement that fails, with the code of the database', async () => {
    const { owner } = given.platform;
    await sql`alter table place rename to lost_place`.execute(owner);
    const told = await given.ask(PLACES, { variables: { first: 1 } }).finally(() => sql`alter table lost_place rename to place`.execute(owner));
    const { operation, statements } = await given.treeOf(told);
    expect(operation.error).toBe('INTERNAL_SERVER_ERROR');
    expect(statements).toMatchObject([{ error: '42P01', attributes: { 'db.response.status_code': '42P01', 'error.type': '42P01' } }]);
  });

  it('of a registered operation; where it is given again from memory none is run', async () => {
    const get = async () => {
      const caller = newCaller();
      await (await fetch(`${given.address}/operations/Counties`, { headers: { traceparent: caller.traceparent, connection: 'close' } })).text();
      return caller;
    };
    const { traceId } = await get();
    const of = (id: string) => (span: SentSpan) => span.traceId === id;
    await given.collector.until(1, (span) => of(traceId)(span) && span.kind === 'SERVER');
    expect(given.collector.spans.filter(of(traceId)).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['query Counties', 'GET /operations/:name']),
    );
    const again = await get();
    const [request] = await given.collector.until(1, (span) => of(again.traceId)(span) && span.kind === 'SERVER');
    // Only whether anything has changed is asked.
    expect(given.collector.spans.filter((span) => of(again.traceId)(span) && span !== request)).toMatchObject([
      { kind: 'CLIENT', parentSpanId: request?.spanId, attributes: { 'db.query.text': expect.stringContaining('public_version') } },
    ]);
  });

  it('but not where the caller does not keep it, nor of health', async () => {
    const unkept = newCaller({ isKept: false });
    await given.ask(PLACES, { variables: { first: 1 }, headers: { traceparent: unkept.traceparent } });
    await fetch(`${given.address}/health/ready`, { headers: { traceparent: newCaller().traceparent } });
    // What comes later is sent later.
    await given.treeOf(await given.ask(PLACES, { variables: { first: 1 } }));
    const isUnwanted = ({ traceId, attributes }: SentSpan) => traceId === unkept.traceId || String(attributes['url.path']).startsWith('/health');
    expect(given.collector.spans.filter(isUnwanted)).toEqual([]);
  });
});

describe('what several requests share links to each of them:', () => {
  const linkedTo = (span: SentSpan | undefined) => span?.links.map(({ traceId }) => traceId).sort();

  it('statements that are sent in one message', async () => {
    const query = `query OneProject { node(id: "${given.world.project}") { id } }`;
    const trees = await given.askAtOnce([{ query }, { query }, { query }]);
    const traces = trees.map(({ request }) => request.traceId).sort();
    for (const { statements, request } of trees) {
      expect(statements).toMatchObject([{ attributes: { 'db.operation.batch.size': 3 } }]);
      expect(linkedTo(statements[0])).toEqual(traces.filter((traceId) => traceId !== request.traceId));
    }
  });

  it('the statement that finds out who several are', async () => {
    const { shanghai, office, auditor } = given.world;
    const trees = await given.askAtOnce([shanghai, office, auditor].map(({ token }) => ({ token, query: '{ viewer { role } }' })));
    const asking = trees.flatMap(({ statements }) => statements.filter((span) => textOf(span).includes('bearers_of_tokens')));
    expect(asking).toHaveLength(1);
    const others = trees.map(({ request }) => request.traceId).filter((traceId) => traceId !== asking[0]?.traceId);
    expect(linkedTo(asking[0])).toEqual(others.sort());
  });
});

describe('an event of a subscription', () => {
  it('is a trace of its own, with the statements that it is read by', async () => {
    const { token } = given.world.shanghai;
    const { id } = (await log({ draft: true })).body.data.logContribution.contribution;
    const isWatched = (span: SentSpan) => span.name === 'subscription Watched';
    const subscriber = subscribe(given.address, 'subscription Watched($id: ID!) { changed(id: $id) { change position } }', {
      token,
      variables: { id },
    });
    const [begun] = await given.collector.until(1, isWatched);
    const submit = 'mutation ($id: ID!) { submitContribution(contribution: $id) { contribution { id } } }';
    expect((await given.ask(submit, { token, variables: { id } })).body.errors).toBeUndefined();
    await subscriber.until(1);
    const event = (await given.collector.until(2, isWatched)).find((span) => span !== begun);
    await subscriber.close();
    expect(event).toMatchObject({ parentSpanId: '', kind: 'INTERNAL', error: null, attributes: { 'xieshou.role': 'PARTNER' } });
    const statements = given.collector.spans.filter(({ traceId, kind }) => traceId === event?.traceId && kind === 'CLIENT');
    expect(statements.map(textOf)).toContainEqual(expect.stringContaining('bearers_of_tokens'));
    expect(statements.filter(({ parentSpanId }) => parentSpanId !== event?.spanId)).toEqual([]);
  });
});

describe('an operation that is slow', () => {
  /** Holds what every read of places needs, until somebody has waited for it for long enough to be slow. */
  async function whilePlacesAreLocked<Result>(work: () => Promise<Result>): Promise<Result> {
    const other = await connectionTo(given.platform);
    await other.query('begin; lock table place in access exclusive mode');
    const asking = work();
    const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await given.platform.rows(waiting)).length === 0) await setTimeout(10);
    await setTimeout(SLOW_MS + 20);
    await other.query('rollback');
    await other.end();
    return asking;
  }

  it('is told in the log with its slowest statements, without values, and counted', async () => {
    const query = 'query Slow { places(first: 3, filter: { name: "福贡县" }) { nodes { code } } }';
    const { traceId, body } = await whilePlacesAreLocked(() => given.ask(query));
    expect(body.errors).toBeUndefined();
    const line = await given.line(({ msg, operationName }) => msg === 'slow operation' && operationName === 'Slow');
    expect(line).toMatchObject({
      level: 40,
      traceId,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      operation: 'query',
      role: 'PUBLIC',
      documentHash: expect.stringMatching(/^[\da-f]{64}$/),
      statements: 1,
      slowest: [{ text: expect.stringContaining('from place'), rows: 1, durationMs: expect.any(Number) }],
    });
    const [slowest] = line.slowest as [{ text: string; durationMs: number }];
    expect(slowest.durationMs).toBeGreaterThanOrEqual(SLOW_MS);
    expect(slowest.text.length).toBeLessThanOrEqual(1_001);
    expect(JSON.stringify(line)).not.toContain('福贡县');
    expect(await (await fetch(given.metrics)).text()).toMatch(/^xieshou_slow_operations_total\{operation="query"\} [1-9]/m);
  });

  it('is told also where its client has left', async () => {
    const { traceId, traceparent } = newCaller();
    const leave = async () => {
      const sent = {
        method: 'POST',
        headers: { 'content-type': 'application/json', traceparent },
        body: JSON.stringify({ query: 'query Left { places(first: 3) { nodes { code } } }' }),
      };
      await expect(fetch(`${given.address}/graphql`, { ...sent, signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    };
    await whilePlacesAreLocked(leave);
    const isOf = (line: Readonly<Record<string, unknown>>) => line.traceId === traceId;
    expect(await given.line((line) => isOf(line) && line.msg === 'request whose client has left')).toMatchObject({ req: { path: '/graphql' } });
    expect(await given.line((line) => isOf(line) && line.msg === 'slow operation')).toMatchObject({ operationName: 'Left' });
    expect(await given.collector.until(1, (span) => span.traceId === traceId && span.kind === 'SERVER')).toMatchObject([{ error: 'client_left' }]);
  });
});

describe('what is personal or secret comes into neither the log nor the traces', () => {
  it('wherever a client sends it, whatever goes wrong', async () => {
    const { owner } = given.platform;
    const { token } = given.world.shanghai;
    const { phone, mail, idCard } = PLANTS;
    const { address } = given;
    const get = (path: string, headers: Record<string, string> = {}) => fetch(address + path, { redirect: 'manual', headers });
    const encoded = encodeURIComponent(PLANTED);

    // Variables, literals, names, headers.
    await given.ask('query ($name: String) { places(first: 1, filter: { name: $name }) { nodes { code } } }', {
      variables: { name: PLANTED, other: PLANTED },
    });
    await given.ask(`query Call${phone} { x${phone}: places(first: 1, filter: { name: "${PLANTED}" }) { nodes { code } } }`);
    await given.ask(`{ places(filter: { name: 5 }) { x${phone} } } # ${PLANTED}`);
    await given.ask(PLACES, {
      variables: { first: PLANTED },
      headers: {
        cookie: encoded,
        'user-agent': encoded,
        'x-forwarded-for': phone,
        tracestate: `a=${phone}`,
        baggage: `mail=${mail}`,
        'xieshou-acting-for': idCard,
      },
    });
    await given.ask(PLACES, { token: PLANTS.token });
    // Addresses.
    await get(`/${encoded}?${encoded}`);
    await get(`/evidence/${encoded}`, { authorization: `Bearer ${token}` });
    await get(`/graphql?query=${encodeURIComponent(`{ places(filter: { name: "${PLANTED}" }) { nodes { code } } }`)}`, {
      'apollo-require-preflight': 'x',
    });
    await get(`/operations/Counties?variables=${encodeURIComponent(JSON.stringify({ after: PLANTED }))}`);
    // A file.
    expect((await upload(given, given.world.shanghai, `${PLANTED}.pdf`, newPdf())).status).toBe(201);
    // Signing in where the provider fails.
    expect((await get(`/auth/sign-in?invitation=${PLANTS.token}`)).status).toBe(503);
    await get(`/auth/callback?code=${encoded}&state=${encoded}&error_description=${encoded}`, { cookie: `xieshou_sign_in=${encoded}` });
    // A row that the database refuses, and says whole.
    await sql`alter table contribution add constraint planted check (note is distinct from ${sql.lit(PLANTED)}) not valid`.execute(owner);
    const refused = await log({ note: PLANTED }).finally(() => sql`alter table contribution drop constraint planted`.execute(owner));
    expect(refused.body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');

    const line = await given.line(({ msg, requestId }) => msg === 'masked error' && requestId === refused.body.errors[0].extensions.errorId);
    expect(line).toMatchObject({ err: { code: '23514', constraint: 'planted', table: 'contribution' } });
    expect(await given.line(({ msg }) => msg === 'something that the platform leans on does not answer')).toBeDefined();
    expect(await given.line(({ operationName }) => operationName === 'Call[phone]')).toBeDefined();
    expect(await given.line(({ req }) => String((req as { path?: string } | undefined)?.path).includes('[phone]'))).toBeDefined();
    expect((await given.treeOf(refused)).operation.error).toBe('INTERNAL_SERVER_ERROR');

    const written = { log: given.program.said().err, traces: given.collector.texts.join('\n') };
    for (const [where, text] of Object.entries(written)) {
      const found = [...Object.values(PLANTS), encodeURIComponent(mail), token].filter((plant) => text.includes(plant));
      expect({ where, found }).toEqual({ where, found: [] });
    }
  });
});
