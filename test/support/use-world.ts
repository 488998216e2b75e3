import { afterAll, beforeAll } from '@jest/globals';
import { openPlatform, type Platform } from './platform.js';
import { createWorld, type World } from './world.js';

export interface Given {
  platform: Platform;
  world: World;
}

/** A platform with the world in it for a file of tests, there from its first test to its last. */
export function useWorld(open: () => Promise<Platform> = openPlatform, seconds = 30): Given {
  const given = {} as Given;
  beforeAll(async () => {
    given.platform = await open();
    given.world = await createWorld(given.platform);
  }, seconds * 1000);
  afterAll(() => given.platform?.close());
  return given;
}
