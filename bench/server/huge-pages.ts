import { readFileSync, writeFileSync } from 'node:fs';

const COUNT = '/proc/sys/vm/nr_hugepages';

/** What PostgreSQL shares beside its buffers, in their proportion and as a fixed part. */
const BESIDE = 1.05;
const BESIDE_MEGABYTES = 64;

/**
 * Has the system set huge pages aside for a server with so large shared buffers, as PostgreSQL's documentation advises ("Linux Huge
 * Pages"), and gives what takes them back. With small ones every connection first has to map each page of the ledger for itself, and
 * the processor forgets where they are: at ten million rows that costs more than reading them. Where it is not ours to say, or there is
 * no room, the server does without.
 */
export function reserveHugePages(bufferMegabytes: number): () => void {
  const before = readCount();
  const pageMegabytes = hugePageMegabytes();
  if (before === null || pageMegabytes === null) return () => undefined;
  const wanted = before + Math.ceil((bufferMegabytes * BESIDE + BESIDE_MEGABYTES) / pageMegabytes);
  if (writeCount(wanted) && readCount() === wanted) return () => void writeCount(before);
  writeCount(before);
  return () => undefined;
}

function readCount(): number | null {
  try {
    return Number(readFileSync(COUNT, 'utf8'));
  } catch {
    return null;
  }
}

/** Whether the system took it; it may have given fewer. */
function writeCount(count: number): boolean {
  try {
    writeFileSync(COUNT, String(count));
    return true;
  } catch {
    return false;
  }
}

function hugePageMegabytes(): number | null {
  const size = /^Hugepagesize: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return size === undefined ? null : Number(size) / 1024;
}
