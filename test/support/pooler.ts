import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** A real PgBouncer in front of a server. */
export interface Pooler {
  /** The address of a database by way of the pooler. */
  urlOf(database: string): string;
  stop(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/** The PgBouncer on the PATH; null where there is none. Debian and Ubuntu have it as the package `pgbouncer`. */
export function poolerThere(): { readonly keepsNames: boolean } | null {
  try {
    const [, major, minor] = /(\d+)\.(\d+)/.exec(execFileSync('pgbouncer', ['--version'], { encoding: 'utf8', env: PATH })) ?? [];
    return { keepsNames: Number(major) > 1 || Number(minor) >= 21 };
  } catch {
    return null;
  }
}

/** Where Debian puts it is not in every account's path. */
const PATH = { PATH: `${process.env.PATH}:/usr/sbin` };

/** Starts one in transaction mode, which shares so many connections of a database among all clients. */
export async function startPooler(server: string, poolSize: number): Promise<Pooler> {
  const { hostname, port, username, password } = new URL(server);
  const folder = await mkdtemp(join(tmpdir(), 'xieshou-pooler-'));
  await chmod(folder, 0o755);
  const own = await freePort();
  await writeFile(join(folder, 'users.txt'), `"${username}" "${password}"\n`, { mode: 0o644 });
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    [
      '[databases]',
      `* = host=${hostname} port=${port}`,
      '[pgbouncer]',
      'listen_addr = localhost',
      `listen_port = ${own}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${join(folder, 'users.txt')}`,
      'pool_mode = transaction',
      `default_pool_size = ${poolSize}`,
      ...(poolerThere()?.keepsNames ? ['max_prepared_statements = 100'] : []),
      '',
    ].join('\n'),
    { mode: 0o644 },
  );
  // It does not run as root.
  const as = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn('pgbouncer', [...as, join(folder, 'pgbouncer.ini')], { stdio: ['ignore', 'ignore', 'pipe'], env: PATH });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text;
  });
  const urlOf = (database: string) => `postgresql://${username}:${password}@localhost:${own}/${database}`;
  const begun = performance.now();
  while (!(await answers(urlOf('postgres')))) {
    if (child.exitCode !== null || performance.now() - begun > PATIENCE_MS) throw new Error(`PgBouncer did not start:\n${said}`);
    await setTimeout(50);
  }
  return {
    urlOf,
    stop: async () => {
      // Asked to end it would wait for its clients, from one version on. It has nothing to lose.
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
