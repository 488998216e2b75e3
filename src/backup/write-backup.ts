import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createTarPacker, type TarPackController } from 'modern-tar';
import { type Manifest, MEMBERS } from './manifest.js';

/** A file that goes into a backup. What it hashes to is known beforehand, so that whoever reads the backup knows it too. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly open: () => Promise<Readable>;
}

export interface Contents {
  readonly manifest: Manifest;
  readonly folders: readonly string[];
  readonly files: readonly PackedFile[];
}

/** Half as long as the default takes, for a file that is a twentieth larger. */
const COMPRESSION = 4;

/** A backup holds keys, so it is its owner's alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Writes a backup, a tar that is compressed by gzip, and ends when all of it is on the disk. Where that fails nothing is left. */
export async function writeBackup(path: string, contents: Contents): Promise<void> {
  const { readable, controller } = createTarPacker();
  await rm(path, { force: true });
  const packing = pack(controller, contents).catch((error: unknown) => controller.error(error));
  try {
    const output = createWriteStream(path, { flags: 'wx', mode: FILE_MODE, flush: true });
    await pipeline(Readable.fromWeb(readable as never), createGzip({ level: COMPRESSION }), output);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await packing;
  }
}

async function pack(controller: TarPackController, { manifest, folders, files }: Contents): Promise<void> {
  const first = textFile(MEMBERS.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  const sums = [first, ...files].map(({ sha256, path }) => `${sha256}  ${path}\n`);
  await packFile(controller, first);
  await packFile(controller, textFile(MEMBERS.sums, sums.join('')));
  for (const path of folders) await controller.add({ name: `${path}/`, type: 'directory', size: 0, mode: FOLDER_MODE }).close();
  for (const file of files) await packFile(controller, file);
  controller.finalize();
}

async function packFile(controller: TarPackController, { path, bytes, sha256, open }: PackedFile): Promise<void> {
  const hash = createHash('sha256');
  const writer = controller.add({ name: path, type: 'file', size: bytes, mode: FILE_MODE }).getWriter();
  for await (const chunk of (await open()) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await writer.write(chunk);
  }
  await writer.close();
  if (hash.digest('hex') !== sha256) throw new Error(`${path} has changed while it was packed`);
}

function textFile(path: string, text: string): PackedFile {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, bytes: bytes.length, sha256, open: async () => Readable.from([bytes]) };
}
