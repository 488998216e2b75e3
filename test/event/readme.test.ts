import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { newKey } from '../history/sealed.js';
import { serve } from '../server/serving.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { aWhile } from './subscribing.js';
import { tellEverything } from './telling.js';

const given = useWorld();

interface Watched {
  readonly url: string;
  readonly token: string;
  readonly after?: string;
  readonly onWaiting: (change: { change: string; kind: string }) => unknown;
}

/** The client of README, as it stands there. */
async function clientOfReadme(): Promise<(watched: Watched) => { dispose(): Promise<void> }> {
  const code = /^```js\n((?:(?!^```)[\s\S])*?export function watch[\s\S]*?)^```$/m.exec(readFileSync(projectFile('README.md'), 'utf8'))?.[1];
  if (code === undefined) throw new Error("Expected README's watch");
  const file = join(await mkdtemp(join(tmpdir(), 'xieshou-')), 'watch.mjs');
  await writeFile(file, code.replace("'graphql-ws'", JSON.stringify(projectFile('node_modules/graphql-ws/dist/index.js'))));
  return (await import(file)).watch;
}

test("README's client is told what waits, and after the server has gone away what it has missed, each once", async () => {
  const { platform, world } = given;
  const key = newKey();
  const watch = await clientOfReadme();
  const told: string[] = [];
  const until = async (count: number) => {
    for (let tries = 0; told.length < count && tries < 400; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    return told;
  };
  const logged = () => platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
  let app = await serve(platform.database, platform.schema);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const client = watch({
    url: `ws://127.0.0.1:${port}/graphql`,
    token: world.county.token,
    // What waited before, such as the project that the world approves, is told as well where the events are told late.
    onWaiting: ({ change, kind }) => kind === 'CONFIRM' && told.push(`${change} ${kind}`),
  });
  try {
    await aWhile();
    await logged();
    await tellEverything(platform, key);
    expect(await until(1)).toEqual(['ADDED CONFIRM']);
    await app.close();
    for (const _ of [1, 2]) await logged();
    await tellEverything(platform, key);
    app = await serve(platform.database, platform.schema);
    await app.listen({ host: '127.0.0.1', port });
    expect(await until(3)).toHaveLength(3);
    await aWhile();
    expect(told).toHaveLength(3);
  } finally {
    await client.dispose();
    await app.close();
  }
}, 60_000);
