import { open } from 'node:fs/promises';

/** Waits until what a file holds is on the disk, or of a folder the names in it. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
