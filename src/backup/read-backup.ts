import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { KEY_FILES } from '../start/kept-key.js';
import { BackupFailure } from './backup-failure.js';
import { assertRestorable, type Manifest, MEMBERS, manifestIn } from './manifest.js';

/** A member of a backup while it is read, but for the first two. */
export interface Member {
  readonly path: string;
  readonly isFolder: boolean;
  readonly content: AsyncIterable<Uint8Array>;
}

/** The most bytes of the two members that are read as a whole. */
const TEXT_BYTES = 256 * 1024 * 1024;

/** The last parts of a path may not lead out of what the first names. */
const PATHS = new RegExp(
  `^(${MEMBERS.database}(/(?!\\.{1,2}(/|$))[^/]+)*|${MEMBERS.evidence}/[0-9a-f]{64}|${Object.values(KEY_FILES)
    .map((name) => name.replace('.', '\\.'))
    .join('|')})$`,
);

/**
 * Reads a backup from its beginning to its end, and compares each member with its hash as soon as it was read. Throws a BackupFailure that names
 * the first one that is not what was written; what was read until then is not to be trusted as a whole.
 */
export async function readBackup(file: string, visit: (member: Member) => Promise<void>): Promise<Manifest> {
  let manifest: { readonly read: Manifest; readonly hash: string } | undefined;
  let awaited: Map<string, string> | undefined;
  try {
    for await (const entry of entriesOf(file)) {
      const path = entry.header.name.replace(/\/$/, '');
      if (manifest === undefined) manifest = await readManifest(path, entry, file);
      else if (awaited === undefined) awaited = await readSums(path, entry, manifest.hash);
      else await readMember(path, entry, awaited, visit);
    }
  } catch (error) {
    throw error instanceof Unreadable ? error.reason(manifest === undefined ? noBackup(file) : damaged(nextOf(awaited))) : error;
  }
  if (manifest === undefined) throw noBackup(file);
  if (awaited === undefined || awaited.size > 0) throw damaged(nextOf(awaited));
  return manifest.read;
}

type Entry = Pick<ParsedTarEntry, 'header'> & { readonly body: AsyncIterable<Uint8Array> };

async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip());
  source.once('error', (error) => unzipped.destroy(error));
  const decoded = (Readable.toWeb(unzipped) as unknown as ReadableStream<Uint8Array>).pipeThrough(createTarDecoder({ strict: true }));
  try {
    yield* readable(decoded as unknown as AsyncIterable<Entry>);
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

async function readManifest(path: string, entry: Entry, file: string): Promise<{ read: Manifest; hash: string }> {
  const text = path === MEMBERS.manifest ? await textOf(entry) : '';
  const read = manifestIn(text);
  if (read === null) throw noBackup(file);
  assertRestorable(read);
  return { read, hash: createHash('sha256').update(text).digest('hex') };
}

/** The hashes of all that is still to come, by path. */
async function readSums(path: string, entry: Entry, manifestHash: string): Promise<Map<string, string>> {
  if (path !== MEMBERS.sums) throw altered(path);
  const lines = (await textOf(entry)).trimEnd().split('\n');
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  if (sums.get(MEMBERS.manifest) !== manifestHash) throw altered(MEMBERS.manifest);
  sums.delete(MEMBERS.manifest);
  return sums;
}

async function readMember(
  path: string,
  { header, body }: Entry,
  awaited: Map<string, string>,
  visit: (member: Member) => Promise<void>,
): Promise<void> {
  const isFolder = header.type === 'directory';
  if (!PATHS.test(path) || !(isFolder || (header.type === 'file' && awaited.has(path)))) throw altered(path);
  if (path.startsWith(`${MEMBERS.evidence}/`) && !path.endsWith(`/${awaited.get(path)}`)) throw altered(path);
  const hash = createHash('sha256');
  const content = hashed(body, hash);
  await visit({ path, isFolder, content });
  for await (const _rest of content);
  if (isFolder) return;
  if (hash.digest('hex') !== awaited.get(path)) throw altered(path);
  awaited.delete(path);
}

/** A short member. */
async function textOf({ header, body }: Entry): Promise<string> {
  if (header.size > TEXT_BYTES) throw altered(header.name);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readable(body)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of readable(content)) {
    hash.update(chunk);
    yield chunk;
  }
}

/** What is read fails for reasons of its own, and not of what is done with it. */
async function* readable<Part>(parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield* parts;
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('The backup cannot be read', { cause: error });
  }
}

class Unreadable extends Error {
  /** The operating system has its own word for a file that it cannot read; else it is the content that makes no sense. */
  reason(content: BackupFailure): unknown {
    return typeof (this.cause as { path?: string }).path === 'string' ? this.cause : content;
  }
}

/** What comes behind all that is good. */
function nextOf(awaited: ReadonlyMap<string, string> | undefined): string {
  return awaited === undefined ? MEMBERS.sums : (awaited.keys().next().value ?? 'the end');
}

function noBackup(file: string): BackupFailure {
  return new BackupFailure({
    zh: `${file} 不是携手的备份文件，或开头已损坏。`,
    en: `${file} is no backup of Xieshou, or its beginning is damaged.`,
  });
}

function altered(member: string): BackupFailure {
  return new BackupFailure({
    zh: `备份文件已被改动：其中的 ${member} 不是当初写入的内容；请改用另一份备份。`,
    en: `the backup was altered: ${member} in it is not what was written; take another one.`,
  });
}

function damaged(member: string): BackupFailure {
  return new BackupFailure({
    zh: `备份文件不完整或已损坏：从其中的 ${member} 起无法读取；请改用另一份备份。`,
    en: `the backup was cut off or damaged: it cannot be read from ${member} on; take another one.`,
  });
}
