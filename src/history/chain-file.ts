import { createReadStream } from 'node:fs';
import { canonical, type SignedHead } from './chain.js';
import type { ChainRecord } from './chain-records.js';
import { ChainBroken } from './verification.js';

const NEWLINE = 0x0a;
const POSITION = /^[1-9]\d{0,18}$/;

/**
 * The records of an export, line by line. A line is what an export writes, to the byte, so that nothing can be hidden in what a reader
 * of JSON passes over.
 */
export async function* recordsOfFile(path: string): AsyncGenerator<ChainRecord> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    const record = recordIn(line);
    if (record === null) throw unreadable(number, line);
    yield record;
  }
}

/** The heads of an export, or of lines that were kept of one. */
export async function headsOfFile(path: string): Promise<SignedHead[]> {
  const heads: SignedHead[] = [];
  for await (const record of recordsOfFile(path)) {
    if ('head' in record) heads.push(record.head);
    else if ('newest' in record) heads.push(record.newest);
  }
  return heads;
}

/** At newlines alone: what a text may hold beside them that looks like the end of a line is none. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]);
      rest = [];
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function recordIn(line: Buffer): ChainRecord | null {
  try {
    const record: unknown = JSON.parse(line.toString('utf8'));
    return Buffer.from(canonical(record)).equals(line) && isRecord(record) ? record : null;
  } catch {
    return null;
  }
}

function isRecord(record: unknown): record is ChainRecord {
  if (!isObject(record)) return false;
  switch (Object.keys(record).sort().join()) {
    case 'key':
      return hasTexts(record.key, 'id,publicKey');
    case 'newest':
      return isHead(record.newest);
    case 'head':
      return isHead(record.head);
    case 'entry,hash,position':
      return isPlace(record) && isObject(record.entry) && 'id' in record.entry && Object.values(record.entry).every(isText);
    case 'gone,hash,position':
      return isPlace(record) && isText(record.gone);
    default:
      return false;
  }
}

function isHead(head: unknown): boolean {
  return hasTexts(head, 'hash,keyId,position,sealedAt,signature') && isPlace(head as Record<string, unknown>);
}

function isPlace({ position, hash }: Readonly<Record<string, unknown>>): boolean {
  return isText(hash) && isText(position) && POSITION.test(position);
}

function hasTexts(value: unknown, keys: string): boolean {
  return isObject(value) && Object.keys(value).sort().join() === keys && Object.values(value).every(isText);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Which row it was is read out of what is left of the line. */
function unreadable(number: number, line: Buffer): ChainBroken {
  const text = line.toString('utf8');
  const id = /"id":"(\d+)"/.exec(text)?.[1] ?? null;
  const position = /"position":"(\d+)"/.exec(text)?.[1] ?? null;
  const row = { zh: id === null ? '' : `（记录 ${id}）`, en: id === null ? '' : ` (entry ${id})` };
  return new ChainBroken(
    { zh: `文件第 ${number} 行${row.zh}不是导出时写下的内容。`, en: `line ${number} of the file${row.en} is not as an export writes it.` },
    position,
    id,
  );
}
