import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { connectionTo } from '../support/connection.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { freePort, type Program, startProgram, TELLS_WHAT_TRACES } from './program.js';

let platform: Platform;
let program: Program;
let address: string;
let port: number;

beforeAll(async () => {
  platform = await openPlatform();
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  port = await freePort();
  program = startProgram({
    DATABASE_URL: storage.url,
    XIESHOU_PROCESSES: '2',
    METRICS_PORT: String(port),
    LIMIT_COST: '100',
    NODE_OPTIONS: TELLS_WHAT_TRACES,
  });
  address = await program.address();
}, 60_000);
afterAll(async () => {
  program?.process.kill('SIGTERM');
  expect(await program?.ended).toBe(0);
  await platform?.close();
});

const ask = (query: string) =>
  fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query }),
  });

/** The value of a metric with these labels; zero where there is none. */
async function figureOf(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = text
    .split('\n')
    .find((one) => (one.startsWith(`${name}{`) || one.startsWith(`${name} `)) && wanted.every((pair) => one.includes(pair)));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('the metrics', () => {
  it('count the answers of all processes, by route and status, and what they ran', async () => {
    for (let time = 0; time < 20; time += 1) await ask('{ places(first: 3) { nodes { code } } }');
    await ask('{ places(first: 100) { nodes { parent { code } } } }');
    await fetch(`${address}/nothing`);
    expect(await figureOf('xieshou_http_request_duration_seconds_count', { route: '/graphql', status: '200' })).toBe(20);
    expect(await figureOf('xieshou_http_request_duration_seconds_count', { route: '/graphql', status: '400' })).toBe(1);
    expect(await figureOf('xieshou_http_request_duration_seconds_count', { route: 'none', status: '404' })).toBe(1);
    expect(await figureOf('xieshou_operations_total', { operation: 'query', role: 'PUBLIC', outcome: 'OK' })).toBe(20);
    expect(await figureOf('xieshou_operations_total', { outcome: 'LIMIT_EXCEEDED' })).toBe(1);
    expect(await figureOf('xieshou_operation_cost_rows_sum', { tier: 'public' })).toBe(60);
  });

  it('say whether the database answers, and what is not done yet', async () => {
    expect(await figureOf('xieshou_database_up')).toBe(1);
    const other = await connectionTo(platform);
    other.on('error', () => undefined);
    await other.query('begin; select from history_cursor for update');
    await platform.rows(
      sql`insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change) values ('x', '', 'x', 'x', 1, '{}')`,
    );
    expect(await figureOf('xieshou_backlog', { kind: 'seal' })).toBe(1);
    expect(await figureOf('xieshou_backlog_seconds', { kind: 'seal' })).toBeGreaterThan(0);
    expect(await figureOf('xieshou_backlog_seconds', { kind: 'webhook' })).toBe(0);
    await platform.rows(sql`
      insert into outbox_pending (kind, subject_type, subject_id, at) values ('waitingChanged', 'Project', 1, now() - interval '20 minutes')`);
    expect(await figureOf('xieshou_backlog_seconds', { kind: 'outbox' })).toBeGreaterThan(1_000);
    await platform.rows(sql`delete from outbox_pending`);
    await other.query('rollback; begin; lock table history_cursor in access exclusive mode');
    expect(await figureOf('xieshou_database_up')).toBe(0);
    await other.end();
    expect(await figureOf('xieshou_backlog', { kind: 'rollup' })).toBe(0);
    expect(await figureOf('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('say what the connections to the database are at', async () => {
    await ask('{ places(first: 1) { totalCount } }');
    expect(await figureOf('xieshou_database_connections', { state: 'idle' })).toBeGreaterThan(0);
  });

  it('bring nothing along that makes traces, where nobody wants traces', () => {
    const { err } = program.said();
    // The first process and its two workers.
    expect(err.match(/^WATCHED/gm)).toHaveLength(3);
    expect(err).not.toContain('LOADED');
  });

  it('are nowhere that the public has a way to', async () => {
    expect((await fetch(`${address}/metrics`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
  });
});
