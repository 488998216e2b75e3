import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../src/shared/root.js';

const MAIN = projectFile('dist/src/main.js');
const PATIENCE_MS = 60_000;

/** Beside a server it holds no more than the key of the history. */
const DATA_FOLDER = join(tmpdir(), 'xieshou-tests');

/** The built program, run as a user runs it. */
export interface Program {
  readonly process: ChildProcess;
  /** What it has said so far. */
  said(): { out: string; err: string };
  /** Waits until it says this; an error when it ends or is silent for too long. */
  says(what: RegExp): Promise<RegExpExecArray>;
  /** The address it listens on, once it does. */
  address(): Promise<string>;
  /** The code that it ends with; null when it was killed. */
  ended: Promise<number | null>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Starts the program, or another one, with these settings and none of the machine's. Needs `npm run build`, which `npm test` runs first. */
export function startProgram(environment: Environment, main = MAIN): Program {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, HOME, TMPDIR, PORT: '0', DATA_FOLDER, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    out += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));

  function says(what: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const found = () => what.exec(out) ?? what.exec(err);
      const look = () => {
        const match = found();
        if (match) finish(() => resolve(match));
      };
      const fail = (why: string) => finish(() => reject(new Error(`Expected the program to say ${what}, ${why}: ${out}${err}`)));
      const timer = setTimeout(() => fail('it was silent'), PATIENCE_MS);
      const watch = setInterval(look, 20);
      const finish = (end: () => void) => {
        clearTimeout(timer);
        clearInterval(watch);
        end();
      };
      void ended.then(() => (found() ? look() : fail('it ended')));
    });
  }

  return {
    process: child,
    said: () => ({ out, err }),
    says,
    address: async () => (await says(/API +(http:\/\/\S+)\/graphql/))[1] ?? '',
    ended,
  };
}

/** As NODE_OPTIONS it makes each process of the program say that it looks (WATCHED), and which parts of OpenTelemetry's SDK are loaded (LOADED). */
export const TELLS_WHAT_TRACES = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (/opentelemetry.(sdk|exporter)[^/]*.dist.index/.test(url) && process._rawDebug('LOADED ' + url), next(url, context)) });
  process._rawDebug('WATCHED');`)}`;

/** As NODE_OPTIONS it makes each process of the program fail by SIGUSR2 with an error of the database that nobody catches. */
export const CRASHES_WHEN_TOLD = `--import=data:text/javascript,${encodeURIComponent(`
  const fields = { severity: 'ERROR', code: '23514', detail: 'Failing row contains (1, 张三).' };
  process.on('SIGUSR2', () => void Promise.reject(Object.assign(new Error('new row violates a check: "张三"'), fields)));`)}`;

/** A port that nobody has taken. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** What a start that must fail leaves: its code and its sentences. */
export async function failedStart(environment: Environment, main = MAIN): Promise<{ code: number | null; sentences: string[] }> {
  const program = startProgram(environment, main);
  const code = await program.ended;
  return { code, sentences: program.said().err.trim().split('\n') };
}
