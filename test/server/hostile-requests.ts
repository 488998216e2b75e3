import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';

/** What came back: a status, or none where the connection was closed, and the text. */
export interface Said {
  readonly status: number | null;
  readonly text: string;
}

export interface Target {
  readonly address: string;
  readonly token: string;
}

export type Send = (target: Target) => Promise<Said>;

type Headers = Readonly<Record<string, string>>;

const JSON_BODY: Headers = { 'content-type': 'application/json' };

const http =
  (path: string, init: Omit<RequestInit, 'headers'> & { headers?: Headers } = {}): Send =>
  async ({ address }) => {
    const answer = await fetch(`${address}${path}`, init);
    return { status: answer.status, text: await answer.text() };
  };

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Headers = JSON_BODY) => http('/graphql', { method: 'POST', headers, body });
const ask = (query: string, variables?: unknown, rest: object = {}) => post(JSON.stringify({ query, variables, ...rest }));
const signedIn =
  (query: string, variables?: unknown): Send =>
  (target) =>
    post(JSON.stringify({ query, variables }), { ...JSON_BODY, authorization: `Bearer ${target.token}` })(target);

/** These bytes over a connection of their own, and what comes back until it is closed or half a second is over. */
const raw =
  (bytes: string | Buffer): Send =>
  ({ address }) =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(address);
      const socket = connect(Number(port), hostname);
      let text = '';
      const end = () => {
        socket.destroy();
        const [head = '', ...body] = text.split('\r\n\r\n');
        const status = /^HTTP\/1.1 (\d+)/.exec(head)?.[1];
        // Of several answers the first.
        const [first = ''] = body.join('\r\n\r\n').split('HTTP/1.1 ');
        resolve({ status: status === undefined ? null : Number(status), text: status === undefined ? text : first });
      };
      socket.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      socket.on('error', () => undefined);
      socket.on('close', end);
      socket.setTimeout(500, end);
      socket.write(bytes);
    });

/** Messages over a socket for subscriptions, and what comes back until it is closed or half a second is over. */
const overSocket =
  (messages: readonly (string | Buffer)[], protocol = 'graphql-transport-ws'): Send =>
  ({ address }) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, protocol);
      const said: string[] = [];
      const end = () => {
        socket.terminate();
        resolve({ status: null, text: said.join('\n') });
      };
      setTimeout(end, 500);
      socket.on('open', () => {
        for (const message of messages) socket.send(message);
      });
      socket.on('message', (text) => said.push(String(text)));
      socket.on('error', () => undefined);
      socket.on('close', end);
    });

const times = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ');
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const PLACES = 'query ($v: PlaceFilter) { places(first: 1, filter: $v) { nodes { code } } }';
const INIT = JSON.stringify({ type: 'connection_init' });
const subscribe = (query: string, id = '1') => JSON.stringify({ id, type: 'subscribe', payload: { query } });
const HEAD = 'Host: x\r\nContent-Type: application/json\r\n';

const DOCUMENTS: Readonly<Record<string, Send>> = {
  'ten thousand levels': ask(nested('{ a ', '}', 10_000)),
  'twenty levels of parents': ask(`{ places { nodes ${nested('{ parent ', '}', 20).replace('parent }', 'parent { id } }')} } }`),
  'a hundred thousand tokens': ask(`{ ${'__typename '.repeat(100_000)} }`),
  'nine hundred kilobytes of braces': ask('{'.repeat(900_000)),
  'nine hundred kilobytes of a comment': ask(`#${'x'.repeat(900_000)}\n{ __typename }`),
  'nine hundred kilobytes of a text': ask(`{ partner(creditCode: "${'x'.repeat(900_000)}") { id } }`),
  'a thousand aliases': ask(`{ ${times(1_000, (n) => `a${n}: __typename`)} }`),
  'sixty aliases of what guesses': ask(`{ ${times(60, (n) => `a${n}: partner(creditCode: "${n}") { id }`)} }`),
  'a field a thousand times': ask(`{ viewer { ${'role '.repeat(900)} } }`),
  'a directive five hundred times': ask(`{ __typename ${'@skip(if: false) '.repeat(500)} }`),
  'unknown directives': ask(`{ __typename ${times(300, (n) => `@d${n}`)} }`),
  'defer and stream': ask('{ places(first: 3) { nodes @stream { code } ... @defer { totalCount } } }'),
  'a fragment within itself': ask('{ places { nodes { ...a } } } fragment a on Place { parent { ...a } }'),
  'fragments in a circle': ask('{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }'),
  'fragments that double thirty times': ask(
    `{ places(first: 1) { nodes { ...f0 } } } ${times(30, (n) => `fragment f${n} on Place { ...f${n + 1} ...f${n + 1} }`)} fragment f30 on Place { parent { id } }`,
  ),
  'fragments that double by aliases': ask(
    `{ ...f0 } ${times(20, (n) => `fragment f${n} on Query { a${n}: __typename ...f${n + 1} ...f${n + 1} }`)} fragment f20 on Query { __typename }`,
  ),
  'three hundred fragments': ask(`{ ${times(300, (n) => `...f${n}`)} } ${times(300, (n) => `fragment f${n} on Query { __typename }`)}`),
  'fragments that nothing uses': ask(`{ __typename } ${times(300, (n) => `fragment f${n} on Query { __typename }`)}`),
  'fields that conflict': ask(`{ places(first: 1) { nodes { ${times(50, (n) => `a: ${n % 2 ? 'code' : 'nameZh'}`)} } } }`),
  'two hundred operations': ask(times(200, (n) => `query Q${n} { __typename }`)),
  'two hundred unknown fields': ask(`{ ${times(200, (n) => `nothing${n}`)} }`),
  'unknown arguments': ask(`{ places(${times(200, (n) => `a${n}: 1`)}) { totalCount } }`),
  'introspection in a circle': ask(`{ __schema { types { ${nested('fields { type { ', '} }', 12).replace('type { }', 'type { name }')} } } }`),
  'introspection a hundred times': ask(`{ ${times(60, (n) => `a${n}: __schema { types { name fields { name args { name type { name } } } } }`)} }`),
  'a list of ten thousand': ask(`{ nodes(ids: [${times(10_000, (n) => `"${n}"`)}]) { id } }`),
  'lists within lists': ask(`{ nodes(ids: ${nested('[', ']', 3_000)}) { id } }`),
  'objects within objects': ask(`{ places(filter: ${nested('{ a: ', '}', 2_000)}) { totalCount } }`),
  'a number of a thousand digits': ask(`{ places(first: ${'9'.repeat(1_000)}) { totalCount } }`),
  'a page of two thousand million': ask('{ places(first: 2147483647) { nodes { code } } }'),
  'a page of minus one': ask('{ places(first: -1) { nodes { code } } }'),
  'all that is dear': ask(
    '{ places(first: 100) { nodes { contributions(first: 100) { totalCount nodes { partner { contributions(first: 100) { totalCount } } } } } } }',
  ),
  'dear figures from the ledger': ask(
    `{ ${times(20, (n) => `a${n}: impact(filter: { fromYear: ${2013 + (n % 5)}, states: [SUBMITTED] }) { breakdown(by: [COUNTY, SECTOR, YEAR], first: 100) { nodes { money { net { yuan } } } } }`)} }`,
  ),
  'an unknown operation': ask('query A { __typename }', undefined, { operationName: 'B' }),
  'a subscription by POST': ask('subscription { waitingChanged { position } }'),
  'a type of the server': ask('{ __typename } type Query { stolen: String }'),
  'nothing but white space': ask(' \n\t\uFEFF'),
  'no query at all': post('{}'),
  'a persisted query that is not there': ask(undefined as never, undefined, {
    extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } },
  }),
};

const VALUES: Readonly<Record<string, Send>> = {
  'variables ten thousand deep': post(`{"query":${JSON.stringify(PLACES)},"variables":${nested('{"v":', '}', 10_000).replace(':}', ':1}')}}`),
  'variables of another shape': ask(PLACES, { v: [1, 2, 3] }),
  'variables that are a list': ask(PLACES, []),
  'a hundred thousand variables': ask(PLACES, Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`v${n}`, n]))),
  'a prototype': post(`{"query":${JSON.stringify(PLACES)},"variables":{"__proto__":{"v":{}},"constructor":{"prototype":{"x":1}}}}`),
  'a prototype as the filter': post(`{"query":${JSON.stringify(PLACES)},"variables":{"v":{"__proto__":{"level":"COUNTY"}}}}`),
  'the same key twice': post('{"query":"{ __typename }","query":"mutation { x }"}'),
  'an id that is none': ask('{ node(id: "nothing") { id } }'),
  'an id of a type that is none': ask(`{ node(id: "${Buffer.from('Secret:1').toString('base64url')}") { id } }`),
  'an id of a key beyond numbers': ask(`{ node(id: "${Buffer.from('Place:99999999999999999999').toString('base64url')}") { id } }`),
  'an id with SQL in it': ask(`{ node(id: "${Buffer.from("Place:1' or '1'='1").toString('base64url')}") { id } }`),
  'a cursor that is none': ask('{ places(after: "nothing") { nodes { code } } }'),
  'a cursor of another list': ask(`{ places(after: "${Buffer.from('["NEWEST",[{"a":1}]]').toString('base64url')}") { nodes { code } } }`),
  'a cursor of ten thousand parts': ask(
    `{ places(after: "${Buffer.from(JSON.stringify(['CODE', Array.from({ length: 10_000 }, String)])).toString('base64url')}") { nodes { code } } }`,
  ),
  'SQL in a search': ask('{ partners(filter: { search: "%\' or 1=1; drop table partner; --" }) { totalCount } }'),
  'a pattern in a search': ask('{ partners(filter: { search: "%_%_%_%_%_%_%_%_%" }) { totalCount } }'),
  'a search of a hundred thousand characters': ask(`{ partners(filter: { search: "${'云'.repeat(100_000)}" }) { totalCount } }`),
  'NUL in a search': ask('{ partners(filter: { search: "a\\u0000b" }) { totalCount } }'),
  'half a character in a search': ask('{ partners(filter: { search: "\\uD800云" }) { totalCount } }'),
  'text from right to left in a search': ask('{ partners(filter: { search: "\u202E云南" }) { totalCount } }'),
  'a search of nothing that is seen': ask('{ partners(filter: { search: "\u200B\u200B" }) { totalCount } }'),
  'a day that is none': ask('{ contributions(filter: { from: "2021-02-30" }) { totalCount } }'),
  'a day beyond days': ask('{ contributions(filter: { from: "999999-01-01" }) { totalCount } }'),
  'an instant in the far past': ask('{ places(asOf: "0001-01-01T00:00:00Z") { totalCount } }'),
  'an instant in the far future': ask('{ places(asOf: "9999-12-31T23:59:59Z") { totalCount } }'),
  'an instant that is none': ask('{ places(asOf: "yesterday") { totalCount } }'),
  'a word for a number': ask('{ places(first: "many") { totalCount } }'),
  'NUL in a write': signedIn(
    'mutation { logContribution(idempotencyKey: "hostile-00001", input: { flowClass: DONATION, amount: "1", occurredOn: "2020-01-01", note: "a\\u0000" }) { contribution { id } } }',
  ),
  'money beyond money': signedIn(
    `mutation { logContribution(idempotencyKey: "hostile-00002", input: { flowClass: DONATION, amount: "${'9'.repeat(400)}", occurredOn: "2020-01-01" }) { contribution { id } } }`,
  ),
  'money that is no number': signedIn(
    'mutation { logContribution(idempotencyKey: "hostile-00003", input: { flowClass: DONATION, amount: "NaN", occurredOn: "2020-01-01" }) { contribution { id } } }',
  ),
  'a key that is none': signedIn(
    'mutation { logContribution(idempotencyKey: "", input: { flowClass: DONATION, amount: "1", occurredOn: "2020-01-01" }) { contribution { id } } }',
  ),
  'a write without a token': ask(
    'mutation { logContribution(idempotencyKey: "hostile-00004", input: { flowClass: DONATION, amount: "1", occurredOn: "2020-01-01" }) { contribution { id } } }',
  ),
  'twenty writes at once': ask(`mutation { ${times(20, (n) => `a${n}: beginSession(signInName: "office", password: "guess ${n}") { token }`)} }`),
};

const OVER_HTTP: Readonly<Record<string, Send>> = {
  'a batch': post(JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }])),
  'a batch of a thousand': post(JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' })))),
  'null for a body': post('null'),
  'a number for a body': post('42'),
  'a text for a body': post('"{ __typename }"'),
  'no body': post(''),
  'half a body': post('{"query": "{ __type'),
  'lists a hundred thousand deep for a body': post(nested('[', ']', 100_000)),
  'two megabytes': post(JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(2_000_000) } })),
  'bytes that are no text': post(new Uint8Array(Buffer.from([0xff, 0xfe, 0x00, 0x7b]))),
  'another encoding': post('{"query":"{ __typename }"}', { 'content-type': 'application/json; charset=utf-16' }),
  'compressed zeros': post(new Uint8Array(gzipSync(Buffer.alloc(10_000_000))), { ...JSON_BODY, 'content-encoding': 'gzip' }),
  'an encoding that is none': post('{"query":"{ __typename }"}', { ...JSON_BODY, 'content-encoding': 'secret' }),
  'plain text': post('{"query":"{ __typename }"}', { 'content-type': 'text/plain' }),
  XML: post('<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>', { 'content-type': 'application/xml' }),
  'a form': post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
  'parts that are none': post('--x\r\nnothing', { 'content-type': 'multipart/form-data; boundary=x' }),
  'a media type that is none': post('{"query":"{ __typename }"}', { 'content-type': 'json; =' }),
  'an Accept of pictures': post('{"query":"{ __typename }"}', { ...JSON_BODY, accept: 'image/png' }),
  'an Accept that is none': post('{"query":"{ __typename }"}', { ...JSON_BODY, accept: ';;q=' }),
  'languages without end': post('{"query":"{ nothing }"}', { ...JSON_BODY, 'accept-language': 'x,'.repeat(3_000) }),
  'a token that is none': post('{"query":"{ __typename }"}', { ...JSON_BODY, authorization: 'Bearer nothing' }),
  'a token of eight kilobytes': post('{"query":"{ __typename }"}', { ...JSON_BODY, authorization: `Bearer xs_${'x'.repeat(8_000)}` }),
  'a signed token without an algorithm': post('{"query":"{ __typename }"}', {
    ...JSON_BODY,
    authorization: `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"1"}').toString('base64url')}.`,
  }),
  'a password for a token': post('{"query":"{ __typename }"}', { ...JSON_BODY, authorization: `Basic ${Buffer.from('a:b').toString('base64')}` }),
  'acting for nobody': (target) =>
    post('{"query":"{ __typename }"}', { ...JSON_BODY, authorization: `Bearer ${target.token}`, 'xieshou-acting-for': "1' or '1'='1" })(target),
  'a query by GET from a foreign page': http('/graphql?query=%7B__typename%7D'),
  'a write by GET': http('/graphql?query=mutation%7B__typename%7D', { headers: { 'apollo-require-preflight': 'true' } }),
  'variables by GET that are none': http('/graphql?query=%7B__typename%7D&variables=%7B', { headers: { 'apollo-require-preflight': 'true' } }),
  'a query by GET of eight kilobytes': http(`/graphql?query=%7B${'%20'.repeat(2_600)}__typename%7D`, {
    headers: { 'apollo-require-preflight': 'true' },
  }),
  PUT: http('/graphql', { method: 'PUT', headers: JSON_BODY, body: '{}' }),
  DELETE: http('/graphql', { method: 'DELETE' }),
  OPTIONS: http('/graphql', { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' } }),
  'an address that is none': http('/admin'),
  'an address beyond the folder': http('/explorer/..%2f..%2fpackage.json'),
  'an address with NUL': http('/explorer/%00'),
  'an address that cannot be read': http('/%E0%A4%A'),
  'an operation that is none': http('/operations/..%2fHome'),
  'an operation with variables that are none': http('/operations/Home?variables=%7B%22a'),
  'an operation with variables that it has not': http(`/operations/Home?variables=${encodeURIComponent('{"a":{"__proto__":1}}')}`),
  'a file without a token': http('/evidence', { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: 'x' }),
  'a file that is not there': http('/evidence/1'),
  'a file beyond the folder': http('/evidence/..%2f..%2fhistory-key.pem'),
};

const RAW: Readonly<Record<string, Send>> = {
  'no HTTP': raw('\x16\x03\x01\x02\x00 hello\r\n\r\n'),
  'an empty line': raw('\r\n\r\n'),
  'a method that is none': raw(`STEAL /graphql HTTP/1.1\r\n${HEAD}\r\n`),
  TRACE: raw('TRACE / HTTP/1.1\r\nHost: x\r\n\r\n'),
  'a version that is none': raw('GET / HTTP/9.9\r\nHost: x\r\n\r\n'),
  'no host': raw('GET /health/live HTTP/1.1\r\n\r\n'),
  'headers of a hundred kilobytes': raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
  'five thousand headers': raw(`GET / HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 5_000 }, (_, n) => `a${n}: 1\r\n`).join('')}\r\n`),
  'an address of sixty kilobytes': raw(`GET /${'x'.repeat(60_000)} HTTP/1.1\r\nHost: x\r\n\r\n`),
  'two lengths': raw(`POST /graphql HTTP/1.1\r\n${HEAD}Content-Length: 5\r\nContent-Length: 50\r\n\r\n{"a":`),
  'a length and chunks': raw(
    `POST /graphql HTTP/1.1\r\n${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n`,
  ),
  'a length that is none': raw(`POST /graphql HTTP/1.1\r\n${HEAD}Content-Length: -1\r\n\r\n`),
  'a chunk that is none': raw(`POST /graphql HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`),
  'a body that does not come': raw(`POST /graphql HTTP/1.1\r\n${HEAD}Content-Length: 100\r\n\r\n{`),
  'headers that do not end': raw('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Ty'),
  'a header with a line break': raw('GET /health/live HTTP/1.1\r\nHost: x\r\nX: a\nSet-Cookie: b\r\n\r\n'),
  'a hundred requests at once on one connection': raw('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100)),
  'an expectation': raw(`POST /graphql HTTP/1.1\r\n${HEAD}Expect: miracles\r\nContent-Length: 2\r\n\r\n{}`),
  'another protocol': raw('GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
  'a socket without a key': raw('GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  'a socket elsewhere': raw(
    'GET /admin HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  ),
};

const OVER_SOCKETS: Readonly<Record<string, Send>> = {
  'a socket of another protocol': overSocket([INIT], 'graphql-ws'),
  'a message that is no JSON': overSocket(['nothing']),
  'a message of bytes': overSocket([Buffer.from([0, 1, 2, 3])]),
  'a subscription before a word of who it is': overSocket([subscribe('subscription { waitingChanged { position } }')]),
  'a word of who it is, twice': overSocket([INIT, INIT]),
  'a message of a megabyte': overSocket([INIT, subscribe(`subscription { waitingChanged { position } } #${'x'.repeat(1_000_000)}`)]),
  'a query over a socket': overSocket([INIT, subscribe('{ __typename }')]),
  'a hundred subscriptions': overSocket([
    INIT,
    ...Array.from({ length: 100 }, (_, n) => subscribe(`subscription { waitingChanged { position } }`, String(n))),
  ]),
  'the same subscription twice': overSocket([
    INIT,
    subscribe('subscription { waitingChanged { position } }'),
    subscribe('subscription { waitingChanged { position } }'),
  ]),
  'a thousand pings': overSocket([INIT, ...Array.from({ length: 1_000 }, () => JSON.stringify({ type: 'ping' }))]),
  'a subscription to what is not there': overSocket([INIT, subscribe('subscription { changed(id: "nothing") { position } }')]),
  'a subscription of many levels': overSocket([INIT, subscribe(nested('subscription { a ', '}', 1).replace('a ', nested('a { ', '} ', 500)))]),
};

/** Requests that nobody sends who means well, by what they are. */
export const HOSTILE: readonly (readonly [string, Send])[] = [DOCUMENTS, VALUES, OVER_HTTP, RAW, OVER_SOCKETS].flatMap(Object.entries<Send>);
