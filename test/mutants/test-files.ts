import './register.js';
import { pathToFileURL } from 'node:url';
import type { Circus } from '@jest/types';
import { addEventHandler, getState, removeEventHandler, resetState, run } from 'jest-circus';

export interface Failure {
  readonly title: string;
  readonly message: string;
}

const TEST_MS = 30_000;

let runs = 0;

/**
 * Runs a compiled file of tests until its first failure, in this process: what it imports is loaded once for all runs, so that a run costs
 * what its tests do. Null where all passed.
 */
export async function runFile(path: string): Promise<Failure | null> {
  runs += 1;
  resetState();
  getState().testTimeout = TEST_MS;
  let failure: Failure | null = null;
  const failed = (title: string, error: unknown) => {
    failure ??= { title, message: messageOf(error) };
  };
  const watching = (event: Circus.Event) => {
    if (event.name === 'test_fn_failure') failed(titleOf(event.test), event.error);
    if (event.name === 'hook_failure') failed(`${event.hook.type} ${event.test ? titleOf(event.test) : ''}`, event.error);
    // One that fails is all that is asked for.
    if (event.name === 'test_start' && failure) event.test.mode = 'skip';
  };
  addEventHandler(watching);
  try {
    await import(`${pathToFileURL(path).href}?run=${runs}`);
    await run();
  } catch (error) {
    failed('the file', error);
  } finally {
    removeEventHandler(watching);
  }
  return failure;
}

function titleOf(test: Circus.TestEntry): string {
  const names = [test.name];
  for (let block = test.parent; block.parent; block = block.parent) names.unshift(block.name);
  return names.join(' ');
}

function messageOf(error: unknown): string {
  const [cause] = Array.isArray(error) ? error : [error];
  return cause instanceof Error ? `${cause.message}\n${cause.stack}` : String(cause);
}
