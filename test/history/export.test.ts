import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SignedHead } from '../../src/history/chain.js';
import { headsOfFile, recordsOfFile } from '../../src/history/chain-file.js';
import { ChainBroken, type Trust, verified } from '../../src/history/verification.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { exported, fileOf, newKey, sealEverything } from './sealed.js';

const given = useWorld();
const [key, later] = [newKey(), newKey()];
/** An export, and one of before. */
let lines: string[];
let earlier: string[];
let file: string;

beforeAll(async () => {
  const { platform, world } = given;
  const log = async () => {
    for (const note of ['第一笔 “引号” \\ 😀', '第二笔']) {
      const contribution = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note }));
      await platform.done(world.county, 'returnContribution', { contribution, reason: '请补充\n票据' });
    }
  };
  await log();
  await sealEverything(platform, key);
  earlier = await exported(platform);
  await log();
  await sealEverything(platform, later);
  lines = await exported(platform);
  file = await fileOf(lines);
});

/** What verifying a file with this content finds; null where nothing is wrong. */
async function found(content: readonly string[] | Buffer, trust: Trust = {}): Promise<ChainBroken | null> {
  await writeFile(file, content instanceof Buffer ? content : content.join(''));
  return verified(recordsOfFile(file), trust).then(
    () => null,
    (error: unknown) => {
      if (error instanceof ChainBroken) return error;
      throw error;
    },
  );
}

const isEntry = (line: string) => line.startsWith('{"entry"');
const entryOf = (line: string) => JSON.parse(line) as { entry: { id: string }; position: string };

test('an export is whole without a database, and says how far it goes and whose signatures it has', async () => {
  expect(await found(lines, { keys: [key, later] })).toBeNull();
  const whole = await verified(recordsOfFile(file));
  expect(whole).toMatchObject({ entries: String(lines.filter(isEntry).length), keyIds: expect.arrayContaining([key.id, later.id]) });
  // A line is a line whatever its texts hold.
  expect(lines.filter((line) => line.includes('\\n票据'))).toHaveLength(4);
});

test('one byte altered anywhere in it is found, and in an entry the entry is named', async () => {
  const bytes = Buffer.from(lines.join(''));
  const starts = lines.map((_, index) => Buffer.byteLength(lines.slice(0, index).join('')));
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] as number) ^ change;
      const broken = await found(altered);
      expect(broken).not.toBeNull();
      const index = starts.findLastIndex((start) => start <= at);
      const line = lines[index] as string;
      if (!isEntry(line)) return;
      const { entry, position } = entryOf(line);
      const names = [broken?.entryId, broken?.position, /line (\d+) of/.exec(broken?.messages.en ?? '')?.[1]];
      expect(names.includes(entry.id) || names.includes(position) || names.includes(String(index + 1))).toBe(true);
    }),
    { numRuns: 400 },
  );
}, 120_000);

test.each([
  ['a space', (line: string) => line.replace('{"entry":', '{ "entry":')],
  ['a letter that is written out', (line: string) => line.replace('"action":"l', '"action":"\\u006c')],
  ['a field that stands there twice', (line: string) => line.replace('"action":', '"action":"acceptContribution","action":')],
  ['another field', (line: string) => line.replace('{"entry":', '{"approved":"true","entry":')],
])('%s that a reader of JSON passes over is found, too', async (_what, alter) => {
  const index = lines.findIndex((line) => isEntry(line) && line.includes('"action":"l'));
  const altered = alter(lines[index] ?? '');
  expect(altered).not.toBe(lines[index]);
  expect(await found(lines.with(index, altered))).toMatchObject({ entryId: entryOf(lines[index] ?? '').entry.id });
});

describe('an entry taken out of it', () => {
  test('in the middle is named', async () => {
    const index = lines.findIndex(isEntry) + 3;
    expect(await found(lines.toSpliced(index, 1))).toMatchObject({ position: entryOf(lines[index] ?? '').position });
  });

  test('and put where another is, is found', async () => {
    const index = lines.findIndex(isEntry) + 3;
    const [a, b] = lines.slice(index, index + 2) as [string, string];
    expect(await found(lines.toSpliced(index, 2, b, a))).toMatchObject({ position: entryOf(a).position });
  });

  test('at the end, wherever it is cut, is found by the head that it begins with', async () => {
    const first = lines.findIndex(isEntry);
    for (let end = first; end < lines.length; end += 1) {
      const rest = lines.slice(0, end);
      const next = rest.filter(isEntry).length + 1;
      const broken = await found(rest);
      expect(broken).not.toBeNull();
      // Where the last head alone is cut off, what it was signed for is not signed.
      expect(Number(broken?.position)).toBeLessThanOrEqual(next);
    }
  });

  test('with all heads that say so is found through an export of before, or a head that was kept of it', async () => {
    const kept = await headsOfFile(await fileOf(lines));
    expect(await found(earlier, { keys: [key] })).toBeNull();
    expect(await found(earlier, { heads: kept })).toMatchObject({ position: String(earlier.filter(isEntry).length + 1) });
    expect(await found(lines, { heads: await headsOfFile(await fileOf(earlier)) })).toBeNull();
    expect((await found([], { heads: kept }))?.position).toBe('1');
  });
});

describe('a signature', () => {
  const withHead = (change: (head: SignedHead) => object) =>
    lines.map((line) => {
      const record = JSON.parse(line) as { head?: SignedHead };
      return record.head ? `${JSON.stringify({ head: sorted({ ...record.head, ...change(record.head) }) })}\n` : line;
    });
  const sorted = (head: object) => Object.fromEntries(Object.entries(head).sort(([a], [b]) => (a < b ? -1 : 1)));

  test('of another key is refused where the right ones are known', async () => {
    expect((await found(lines, { keys: [key] }))?.messages.en).toContain('not among the trusted');
  });

  test('that is another one is found', async () => {
    const other = (signature: string) => ({ signature: `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}` });
    expect((await found(withHead(({ signature }) => other(signature))))?.messages.en).toContain('its signature was altered');
  });

  test('holds for its time and place, and for no other', async () => {
    expect(await found(withHead(() => ({})))).toBeNull();
    expect((await found(withHead(() => ({ sealedAt: '2020-01-01T00:00:00.000000Z' }))))?.messages.en).toContain('its signature was altered');
  });

  test('is by a key whose id is its hash, so that none is passed off as another', async () => {
    const swapped = lines.map((line) => (line.startsWith('{"key"') ? line.replace(key.id, later.id) : line));
    expect((await found(swapped))?.messages.en).toContain('was altered');
  });
});

test.each(['', '\n', '{}\n', 'null\n', '{"head":{}}\n', '{"entry":{"id":"1"},"hash":"","position":"x"}\n'])(
  'what is no export is none: %j',
  async (text) => {
    const broken = await found([text]);
    if (text === '') expect(broken).toBeNull();
    else expect(broken?.messages.en).toContain('line 1 of the file');
  },
);
