import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { nameAndVersion, OURS } from './packages.js';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string }[];
}

it('the bill of materials has all that the program is made of and no tool, with exact versions and hashes', () => {
  const text = execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: projectFile('.'), encoding: 'utf8' });
  const { bomFormat, components } = JSON.parse(text) as { bomFormat: string; components: Component[] };
  expect(bomFormat).toBe('CycloneDX');
  // Of a package with machine code, the one for this machine is installed and no other.
  const installed = OURS.filter(({ name }) => existsSync(projectFile(`node_modules/${name}`)));
  expect(installed.length).toBeGreaterThan(200);
  expect(components.map(nameAndVersion).sort()).toEqual(installed.map(nameAndVersion).sort());
  for (const { name, version, purl, hashes } of components) {
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
    expect(hashes.map(({ alg }) => alg)).toContain('SHA-512');
  }
});
