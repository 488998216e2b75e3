import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ParsedTarEntryWithData, packTar, unpackTar } from 'modern-tar';

/** A backup that is packed anew after something in it was changed. */
export async function repacked(file: string, name: string, change: (entries: ParsedTarEntryWithData[]) => ParsedTarEntryWithData[]): Promise<string> {
  const entries = await unpackTar(gunzipSync(await readFile(file)));
  const changed = `${file}.${name}`;
  await writeFile(changed, gzipSync(await packTar(change(entries)), { level: 1 }));
  return changed;
}

/** The entries with another content of one of them, of any length. */
export function withContent(path: string, content: (old: string) => string): (entries: ParsedTarEntryWithData[]) => ParsedTarEntryWithData[] {
  return (entries) =>
    entries.map((entry) => {
      if (entry.header.name !== path) return entry;
      const data = new Uint8Array(Buffer.from(content(Buffer.from(entry.data ?? []).toString())));
      return { header: { ...entry.header, size: data.length }, data };
    });
}

/** The bytes of a backup, changed. */
export async function damaged(file: string, name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const changed = `${file}.${name}`;
  await writeFile(changed, change(await readFile(file)));
  return changed;
}
