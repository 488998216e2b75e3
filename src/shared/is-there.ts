import { access } from 'node:fs/promises';

/** Whether there is anything at this path that this process may see. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
