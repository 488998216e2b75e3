import { hubOf } from '../../src/event/hub.js';
import { publishBlock } from '../../src/event/publishing.js';
import type { SigningKey } from '../../src/history/signing-key.js';
import { sealEverything } from '../history/sealed.js';
import type { Platform } from '../support/platform.js';

/** Does at once what a server does in the background: seals, gives positions, and wakes who listens. */
export async function tellEverything(platform: Platform, key: SigningKey): Promise<void> {
  const { pool } = platform.database;
  await sealEverything(platform, key);
  while ((await publishBlock(pool)) > 0);
  await hubOf(pool).look();
}
