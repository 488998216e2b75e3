import { runFile } from './test-files.js';
import type { Order, TestRun } from './test-process.js';

// A process of its own for test-process.ts: runs the files that it is told, in their order, until one fails.
process.on('message', async ({ files }: Order) => {
  const seconds: [string, number][] = [];
  let failure: TestRun['failure'] = null;
  for (const file of files) {
    const began = process.hrtime.bigint();
    const found = await runFile(file);
    seconds.push([file, Number(process.hrtime.bigint() - began) / 1e9]);
    if (found) {
      failure = { file, ...found };
      break;
    }
  }
  process.send?.({ failure, seconds } satisfies TestRun);
});

// What a mutant leaves undone may fail later than its test.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
