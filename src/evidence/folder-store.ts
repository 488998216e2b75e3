import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { syncToDisk } from '../shared/sync-to-disk.js';
import type { EvidenceStore } from './store.js';

/** A folder that holds each file under its hash, in one of 256 folders by how that begins. */
export class EvidenceFolder implements EvidenceStore {
  constructor(private readonly folder: string) {}

  /** The path's file must lie on the same disk: it comes to its place by its name alone, once all of it is on the disk. */
  async put(sha256: string, path: string): Promise<void> {
    const place = this.#placeOf(sha256);
    await mkdir(dirname(place), { recursive: true });
    await syncToDisk(path);
    await rename(path, place);
    await syncToDisk(dirname(place));
  }

  async open(sha256: string): Promise<Readable | null> {
    try {
      return (await open(this.#placeOf(sha256))).createReadStream();
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return null;
      throw error;
    }
  }

  #placeOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}
