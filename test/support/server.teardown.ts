import type { Running } from './server.setup.js';

export default async function stopServer(): Promise<void> {
  await (globalThis as Running).stopTestServer?.();
}
