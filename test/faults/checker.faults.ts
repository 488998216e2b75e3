import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compared, type Row } from './checker.js';
import type { Entry } from './journal.js';

const entry = (fen: number, ...told: string[]): Entry => ({ key: `key ${fen}`, fen, told });
const NOTHING = { lost: [], doubled: [], changed: [], invented: [], answeredTwice: [] };

test('finds nothing where every acknowledged write has its row, and others may have one or none', () =>
  fc.assert(
    fc.property(fc.array(fc.record({ acknowledged: fc.boolean(), written: fc.boolean(), again: fc.boolean() })), (writes) => {
      const entries = writes.map(({ acknowledged, again }, n) => entry(n + 1, ...(acknowledged ? [`id ${n}`, ...(again ? [`id ${n}`] : [])] : [])));
      const rows: Row[] = writes.flatMap(({ acknowledged, written }, n) => (acknowledged || written ? [{ id: `id ${n}`, fen: n + 1 }] : []));
      expect(compared(entries, rows)).toEqual(NOTHING);
    }),
  ));

test.each<[keyof typeof NOTHING, Entry[], Row[]]>([
  ['lost', [entry(1, 'a')], []],
  [
    'doubled',
    [entry(1, 'a')],
    [
      { id: 'a', fen: 1 },
      { id: 'b', fen: 1 },
    ],
  ],
  ['changed', [entry(1, 'a'), entry(2)], [{ id: 'a', fen: 2 }]],
  ['invented', [entry(1)], [{ id: 'a', fen: 7 }]],
  ['answeredTwice', [entry(1, 'a', 'b')], [{ id: 'a', fen: 1 }]],
])('finds what is %s', (what, entries, rows) => expect(compared(entries, rows)[what]).not.toEqual([]));

/** A server that answers first and writes to its file a moment later: what this whole suite is there to find. */
const ANSWERS_FIRST = `
  import { appendFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  let id = 0;
  createServer((request, response) => {
    const fen = request.url.slice(1);
    id += 1;
    const row = id + ' ' + fen + '\\n';
    response.end(String(id));
    setTimeout(() => appendFileSync(process.argv[2], row), 50);
  }).listen(0, function () { console.log(this.address().port); });
`;

test('finds the loss of a server that acknowledges before it has written, and is killed', async () => {
  const [program, file] = [join(tmpdir(), `answers-first-${process.pid}.mjs`), join(tmpdir(), `answers-first-${process.pid}.txt`)];
  writeFileSync(program, ANSWERS_FIRST);
  writeFileSync(file, '');
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const entries: Entry[] = [];
  for (let fen = 1; fen <= 20; fen += 1) {
    const id = await (await fetch(`http://127.0.0.1:${String(port).trim()}/${fen}`)).text();
    entries.push(entry(fen, id));
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => {
      const [id = '', fen] = line.split(' ');
      return { id, fen: Number(fen) };
    });
  rmSync(program);
  rmSync(file);
  expect(compared(entries, rows).lost.length).toBeGreaterThan(0);
  expect({ ...compared(entries, rows), lost: [] }).toEqual(NOTHING);
});
