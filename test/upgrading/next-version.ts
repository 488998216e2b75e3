import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../src/shared/root.js';

/** A later version of the program: this one, built, with further migrations. */
export interface NextVersion {
  /** What is run to start it. */
  readonly main: string;
  remove(): Promise<void>;
}

/** Makes the version with these of the migrations in next-version/. The program finds everything beside itself, so a copy is a program. */
export async function nextVersion(version: string, migrations: readonly string[]): Promise<NextVersion> {
  const folder = await mkdtemp(join(tmpdir(), 'xieshou-next-'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'xieshou', version, type: 'module' }));
  await Promise.all(['dist', 'schema'].map((part) => cp(projectFile(part), join(folder, part), { recursive: true })));
  await Promise.all(['node_modules', 'seeds'].map((part) => symlink(projectFile(part), join(folder, part))));
  for (const name of migrations) await cp(projectFile(`test/upgrading/next-version/${name}`), join(folder, 'schema/migrations', name));
  return { main: join(folder, 'dist/src/main.js'), remove: () => rm(folder, { recursive: true, force: true }) };
}
