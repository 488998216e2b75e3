import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Message } from '../shared/errors/messages.js';
import { BackupFailure } from './backup-failure.js';
import { COPY, type Copied } from './frozen-copy.js';

/** What is asked, in a line; the answer is a line of JSON. */
const QUESTION = 'copy';

/** The folder of the socket, in the data folder. */
export const CONTROL = 'control';

type Answer = { readonly copy: Copied } | { readonly refused: Message };

/** Whoever connects and does not ask within this time is let go. */
const ASK_MS = 5_000;

/** The most bytes of a socket's path that every system takes. */
const PATH_BYTES = 103;

/** Makes the copy of this moment where it is looked for. */
type MakeCopy = () => Promise<Copied>;

/**
 * Where a command beside the running program asks it for a copy of the database, which is open to one process only: a socket in a folder that
 * the program's own user alone may enter. A copy is there for as long as who asked stays connected.
 */
export class CopyChannel {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #serving: Promise<void> | undefined;

  private constructor(
    private readonly dataFolder: string,
    private readonly makeCopy: MakeCopy,
  ) {
    this.#server = createServer((socket) => this.#take(socket));
  }

  /** The data folder must be this process's own: what another has left there is removed. */
  static async open(dataFolder: string, makeCopy: MakeCopy): Promise<CopyChannel> {
    const channel = new CopyChannel(dataFolder, makeCopy);
    const path = socketIn(dataFolder);
    if (path === null) throw new Error(`The path of the data folder is too long for a socket: ${resolve(dataFolder)}`);
    await rm(join(dataFolder, COPY), { recursive: true, force: true });
    await rm(dirname(path), { recursive: true, force: true });
    await mkdir(dirname(path), { mode: 0o700 });
    channel.#server.listen(path);
    await once(channel.#server, 'listening');
    await chmod(path, 0o600);
    return channel;
  }

  /** A copy that is being made is waited for, one that is being read is taken away. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await this.#serving;
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    // One that is cut off is one that has ended.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.setTimeout(ASK_MS, () => socket.destroy());
    createInterface(socket).once('line', (line) => {
      socket.setTimeout(0);
      if (line !== QUESTION || this.#serving !== undefined) return void socket.end(lineOf({ refused: line === QUESTION ? BUSY : UNKNOWN }));
      this.#serving = this.#serve(socket).finally(() => {
        this.#serving = undefined;
      });
    });
  }

  async #serve(socket: Socket): Promise<void> {
    try {
      socket.write(lineOf({ copy: await this.makeCopy() }));
      if (!socket.closed) await once(socket, 'close');
    } catch (error) {
      socket.end(lineOf({ refused: notCopied(error) }));
    } finally {
      await rm(join(this.dataFolder, COPY), { recursive: true, force: true });
    }
  }
}

/** A copy that the running program has made and keeps until it is let go. */
export interface GivenCopy extends Copied {
  /** Whether the program is still there to keep it. */
  isKept(): boolean;
  release(): void;
}

/** Asks the program that runs on this data folder; null where none answers. */
export async function askForCopy(dataFolder: string): Promise<GivenCopy | null> {
  const path = socketIn(dataFolder);
  const socket = path === null ? null : await connected(path);
  if (socket === null) return null;
  socket.write(`${QUESTION}\n`);
  const answer = await firstLine(socket);
  if (answer === null) throw new BackupFailure(STOPPED);
  if ('refused' in answer) throw new BackupFailure(answer.refused);
  return { ...answer.copy, isKept: () => !socket.closed && !socket.readableEnded, release: () => void socket.destroy() };
}

function connected(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', (error: { code?: string }) => {
      // Nobody has been there, or nobody is any more.
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTDIR') resolve(null);
      else reject(error.code === 'EACCES' ? new BackupFailure(notYours(path)) : error);
    });
  });
}

function firstLine(socket: Socket): Promise<Answer | null> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve(null));
    createInterface(socket).once('line', (line) => resolve(JSON.parse(line) as Answer));
  });
}

function lineOf(answer: Answer): string {
  return `${JSON.stringify(answer)}\n`;
}

/** The path as this process reaches it in fewer bytes; null where even that is too long. */
function socketIn(dataFolder: string): string | null {
  const path = join(resolve(dataFolder), CONTROL, 'socket');
  const fromHere = relative(process.cwd(), path);
  const shorter = fromHere.length < path.length ? fromHere : path;
  return Buffer.byteLength(shorter) <= PATH_BYTES ? shorter : null;
}

const BUSY: Message = { zh: '正在进行另一次备份；请等它完成后再试。', en: 'another backup is being taken; try again when it is done.' };

const UNKNOWN: Message = {
  zh: '运行中的携手与本命令不是同一版本；请重启它之后再试。',
  en: 'the Xieshou that is running is of another version than this command; restart it, and try again.',
};

export const STOPPED: Message = { zh: '携手在备份期间停止了；请再试一次。', en: 'Xieshou was stopped while the backup was taken; try again.' };

function notCopied(error: unknown): Message {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return {
    zh: `运行中的携手无法复制数据库（${code ?? message}）；请检查数据文件夹所在磁盘的剩余空间：须能再容纳一份数据库。`,
    en: `the Xieshou that is running could not copy its database (${code ?? message}); check the free space of the disk with the data folder, which has to take the database once more.`,
  };
}

function notYours(path: string): Message {
  return {
    zh: `无权访问 ${path}；请以运行携手的那个系统用户执行本命令。`,
    en: `this account may not enter ${path}; run the command as the system user that Xieshou runs as.`,
  };
}
