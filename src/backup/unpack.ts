import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { discard, takeIn } from '../evidence/incoming.js';
import { openEvidenceStore } from '../evidence/open-store.js';
import type { EvidenceSettings, EvidenceStore } from '../evidence/store.js';
import { syncToDisk } from '../shared/sync-to-disk.js';
import { type Manifest, MEMBERS } from './manifest.js';
import { type Member, readBackup } from './read-backup.js';

const EVIDENCE = `${MEMBERS.evidence}/`;

/** Writes what is in a backup to a new folder, but for evidence, which goes where evidence is kept. Ends when all of it is on the disk. */
export async function unpackInto(folder: string, evidence: EvidenceSettings, file: string): Promise<Manifest> {
  const store = await openEvidenceStore(evidence);
  const folders = [folder];
  await mkdir(folder, { mode: 0o700 });
  const manifest = await readBackup(file, async (member) => {
    const place = join(folder, member.path);
    if (member.path.startsWith(EVIDENCE)) await keepEvidence(store, evidence.folder, member);
    else if (member.isFolder) folders.push((await mkdir(place, { mode: 0o700, recursive: true })) ?? place);
    else await pipeline(Readable.from(member.content), createWriteStream(place, { flags: 'wx', mode: 0o600, flush: true }));
  });
  for (const path of folders) await syncToDisk(path);
  return manifest;
}

/** A file is the same wherever it is: one that is there already is put there once more. */
async function keepEvidence(store: EvidenceStore, folder: string, { path, content }: Member): Promise<void> {
  const { sha256, path: incoming } = await takeIn(Readable.from(content), folder);
  try {
    if (path === EVIDENCE + sha256) await store.put(sha256, incoming);
  } finally {
    await discard(incoming);
  }
}
