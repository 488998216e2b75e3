import { type Guard, setGuards } from '../../seeds/guards.js';
import type { Platform } from './platform.js';

/** Puts guards of the database out of the way of a test that writes what no rule would let in. */
export async function liftGuards({ owner }: Platform, guards: readonly Guard[]): Promise<void> {
  await setGuards(runnerOf(owner), guards, 'disable');
}

export async function withoutGuards(platform: Platform, guards: readonly Guard[], work: () => Promise<void>): Promise<void> {
  await liftGuards(platform, guards);
  await work();
  await setGuards(runnerOf(platform.owner), guards, 'enable');
}

function runnerOf(owner: Platform['owner']): Parameters<typeof setGuards>[0] {
  return { execute: async (text, values = []) => (await owner.send(text, values)).rows };
}
