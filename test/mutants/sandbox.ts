import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../src/shared/root.js';
import { compiled } from './compile.js';

/** A copy of the compiled program and tests, in which one file at a time is mutated. */
export class Sandbox {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Sandbox> {
    const folder = await mkdtemp(join(tmpdir(), 'xieshou-mutants-'));
    await cp(projectFile('dist'), join(folder, 'dist'), { recursive: true });
    for (const name of ['node_modules', 'schema', 'seeds', 'docs', 'README.md', 'LICENSE', 'package.json']) {
      await symlink(projectFile(name), join(folder, name));
    }
    return new Sandbox(folder);
  }

  /** Does the work while the file, a source of TypeScript, has this text. */
  async with<Answer>(file: string, text: string, work: () => Promise<Answer>): Promise<Answer> {
    const path = join(this.folder, 'dist', file.replace(/\.ts$/, '.js'));
    const original = await readFile(path, 'utf8');
    await writeFile(path, compiled(text, file));
    try {
      return await work();
    } finally {
      await writeFile(path, original);
    }
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
