import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { projectFile } from '../../src/shared/root.js';
import startServer, { type Running, SERVER_VARIABLE } from '../support/server.setup.js';
import type { Result } from './mutant.js';
import { resultsIn, told } from './results.js';
import { runSql } from './sql-run.js';
import { summaryOf } from './summary.js';
import { THEMES } from './themes.js';
import { runTypeScript } from './typescript-run.js';

const { values } = parseArgs({
  options: {
    theme: { type: 'string', multiple: true, default: Object.keys(THEMES) },
    kind: { type: 'string', multiple: true, default: ['sql', 'typescript'] },
    sample: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    tests: { type: 'string' },
    again: { type: 'boolean', default: false },
    hasty: { type: 'string' },
  },
});

const FOLDER = projectFile('reports/mutants');
mkdirSync(FOLDER, { recursive: true });

const TIMES = `${FOLDER}/seconds.json`;
const seconds = new Map<string, number>(values.hasty !== undefined && existsSync(TIMES) ? JSON.parse(readFileSync(TIMES, 'utf8')) : []);

const server = await serverOfRuns();
for (const name of values.theme) {
  const whole = THEMES[name];
  if (!whole) throw new Error(`Expected one of ${Object.keys(THEMES).join(', ')}, got "${name}"`);
  const theme = { ...whole, tests: whole.tests.filter((test) => values.tests === undefined || new RegExp(values.tests).test(test)) };
  for (const kind of values.kind) {
    const log = `${FOLDER}/${name}.${kind}.jsonl`;
    const sampling = {
      sample: Number(values.sample),
      seed: values.seed,
      only: values.only === undefined ? null : new RegExp(values.only),
      known: new Set(values.again ? [] : resultsIn(log).map(({ key }) => key)),
      seconds,
      isHasty: values.hasty !== undefined,
      hastySeconds: Number(values.hasty ?? 0),
      tell: (result: Result) => told(log, result),
    };
    await (kind === 'sql' ? runSql : runTypeScript)(name, theme, server, sampling);
    writeFileSync(TIMES, JSON.stringify([...seconds]));
    console.log(summaryOf(name, kind, resultsIn(log)));
  }
}
await (globalThis as Running).stopTestServer?.();

/** One that is there already, or one for all runs of this process. */
async function serverOfRuns(): Promise<string> {
  await startServer();
  return process.env[SERVER_VARIABLE] as string;
}
