import { contextOf } from '../../src/context.js';
import { keepFile } from '../../src/evidence/file.service.js';
import { projectFile } from '../../src/shared/root.js';
import type { Account, Platform } from './platform.js';

const SAMPLE = projectFile('LICENSE');

/** The id of a file as an upload leaves it, whose content nobody looks at. Another number is another content. */
export async function uploadedFile({ database }: Platform, as: Account, content = 0): Promise<string> {
  const context = await contextOf(database, { authorization: `Bearer ${as.token}` });
  const sent = { path: SAMPLE, fileName: '说明.txt', sha256: content.toString(16).padStart(64, '0'), bytes: 10 };
  const store = { put: async () => undefined, open: async () => null };
  return (await keepFile(context, sent, { store, dailyBytes: 1000 })).id;
}
