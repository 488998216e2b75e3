import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Config } from '../config.js';
import { openEvidenceStore } from '../evidence/open-store.js';
import { lookedAt } from '../evidence/verification.js';
import { programVersion } from '../shared/version.js';
import { POSTGRES_VERSION } from '../start/data-folder.js';
import { KEY_FILES } from '../start/kept-key.js';
import type { Facts } from './facts.js';
import { FORMAT, MEMBERS } from './manifest.js';
import type { Copy } from './take-copy.js';
import type { Contents, PackedFile } from './write-backup.js';

const BUFFER_BYTES = 1024 * 1024;

/** What goes into a backup: the database's copy, the evidence that it names, and the keys. */
export async function contentsOf({ dataFolder, evidence: settings }: Pick<Config, 'dataFolder' | 'evidence'>, copy: Copy): Promise<Contents> {
  const database = await databaseIn(copy.folder);
  const evidence = settings.bucket === null ? await evidenceIn(settings, copy.evidence) : { files: [], leftOut: [] };
  const keys = await keysIn(dataFolder);
  return {
    manifest: {
      format: FORMAT,
      xieshou: programVersion(),
      postgresql: POSTGRES_VERSION,
      takenAt: copy.takenAt,
      migrations: copy.migrations,
      servedFrom: copy.servedFrom,
      history: copy.history,
      evidence: { kept: settings.bucket === null ? 'HERE' : 'BUCKET', leftOut: evidence.leftOut },
      keys: keys.map(({ path }) => path),
    },
    folders: database.folders,
    files: [...database.files, ...evidence.files, ...keys],
  };
}

async function databaseIn(folder: string): Promise<Pick<Contents, 'folders' | 'files'>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pathsOf = (kind: 'isFile' | 'isDirectory') =>
    entries.filter((entry) => entry[kind]()).map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  const files: PackedFile[] = [];
  for (const path of pathsOf('isFile').sort()) files.push(await packedFile(`${MEMBERS.database}/${path}`, join(folder, path)));
  return {
    folders: [
      MEMBERS.database,
      ...pathsOf('isDirectory')
        .sort()
        .map((path) => `${MEMBERS.database}/${path}`),
    ],
    files,
  };
}

/** What is not what it must be is no evidence any more, and is left where it is. */
async function evidenceIn(settings: Config['evidence'], named: Facts['evidence']): Promise<{ files: PackedFile[]; leftOut: string[] }> {
  const store = await openEvidenceStore(settings);
  const [files, leftOut]: [PackedFile[], string[]] = [[], []];
  for (const { sha256, bytes } of named) {
    const isIntact = (await lookedAt(store, sha256)) === 'INTACT';
    if (!isIntact) leftOut.push(sha256);
    else files.push({ path: `${MEMBERS.evidence}/${sha256}`, bytes, sha256, open: async () => opened(await store.open(sha256), sha256) });
  }
  return { files, leftOut };
}

function opened<Content>(content: Content | null, sha256: string): Content {
  if (content === null) throw new Error(`The evidence file ${sha256} was taken away while it was packed`);
  return content;
}

async function keysIn(dataFolder: string): Promise<PackedFile[]> {
  const there = new Set(await readdir(dataFolder));
  const names = Object.values(KEY_FILES).filter((name) => there.has(name));
  return Promise.all(names.map((name) => packedFile(name, join(dataFolder, name))));
}

async function packedFile(path: string, source: string): Promise<PackedFile> {
  return { path, ...(await measured(source)), open: async () => createReadStream(source) };
}

/** Read by way of one buffer, because those of a stream pile up to more than the database takes. */
async function measured(source: string): Promise<Pick<PackedFile, 'bytes' | 'sha256'>> {
  const [handle, hash, buffer] = [await open(source), createHash('sha256'), Buffer.allocUnsafe(BUFFER_BYTES)];
  try {
    for (let bytes = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, BUFFER_BYTES, null);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
