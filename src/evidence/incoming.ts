import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file that has come in whole, before anything else is known of it. */
export interface Incoming {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** No upload takes as long: the server cuts one off before (`LIMIT_UPLOAD_SECONDS`). */
const LEFT_BEHIND_MS = 60 * 60 * 1000;

/** Writes a stream to a file of its own and hashes it on its way. Where the stream fails, nothing is left. */
export async function takeIn(stream: Readable, folder: string): Promise<Incoming> {
  const path = join(incomingFolder(folder), randomUUID());
  await mkdir(incomingFolder(folder), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(stream, hashed, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return { path, sha256: hash.digest('hex'), bytes };
  } catch (error) {
    await discard(path);
    throw error;
  }
}

export async function discard(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Removes what uploads left behind whose process was killed. Those of others that run now are younger. */
export async function sweep(folder: string): Promise<void> {
  const incoming = incomingFolder(folder);
  for (const name of await readdir(incoming).catch(() => [])) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && found.mtimeMs < Date.now() - LEFT_BEHIND_MS) await discard(path);
  }
}

function incomingFolder(folder: string): string {
  return join(folder, 'incoming');
}
