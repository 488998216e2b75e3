// Prints the bill of materials (CycloneDX) of what the program is made of as it is installed here: npm ci && npm run sbom.
//
// npm writes it, but npm sbom --omit=dev leaves out each package that a tool needs as well (graphql and pg among them), and minds what the
// tools ask of each other. So it is given the same lock file without the tools, and without what is for other machines.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const isHere = (path) => existsSync(new URL(`../${path}/package.json`, import.meta.url));

const { devDependencies: _tools, scripts: _scripts, ...manifest } = read('package.json');
const lock = read('package-lock.json');
delete lock.packages[''].devDependencies;

const ours = Object.entries(lock.packages).filter(([path, { dev, optional }]) => path === '' || (!dev && (!optional || isHere(path))));
const missing = ours.filter(([path]) => path !== '' && !isHere(path)).map(([path]) => path);
if (missing.length > 0) throw new Error(`Expected all packages to be installed by npm ci, and these are not: ${missing}`);

// npm takes the folder's name for the program's.
const temporary = mkdtempSync(join(tmpdir(), 'xieshou-sbom-'));
const folder = join(temporary, manifest.name);
try {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages: Object.fromEntries(ours) }));
  execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'], { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(temporary, { recursive: true });
}
