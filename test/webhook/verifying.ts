import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../src/shared/root.js';

type Verify = (headers: Record<string, string>, body: string, secret: string) => boolean;

/** The code with which README has a receiver look at what it gets, as it stands there. */
export async function verifierOfReadme(): Promise<Verify> {
  const code = /^```js\n((?:(?!^```)[\s\S])*?export function verify[\s\S]*?)^```$/m.exec(readFileSync(projectFile('README.md'), 'utf8'))?.[1];
  if (code === undefined) throw new Error("Expected README's verify");
  const file = join(await mkdtemp(join(tmpdir(), 'xieshou-')), 'verify.mjs');
  await writeFile(file, code);
  return ((await import(file)) as { verify: Verify }).verify;
}
