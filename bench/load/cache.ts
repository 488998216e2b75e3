import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../src/shared/root.js';

/** What a loaded ledger is made of: when one of these files changes, it is loaded anew. */
const SOURCES = ['schema/migrations', 'seeds', 'seeds/demo', 'seeds/reference', 'bench/load', 'bench/load/sql'];

/** The folder of a loaded ledger. Never within the repository: at ten million rows it takes some twelve gigabytes. */
export function ledgerFolder(size: string): string {
  return join(process.env.XIESHOU_BENCH_FOLDER ?? join(tmpdir(), 'xieshou-bench'), `${size}-${fingerprint()}`);
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of SOURCES.map(projectFile)) {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith('.md'));
    for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
