import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { documentOf, documentsOf, textOf } from './manifests.js';

const LINES = textOf('docker/Dockerfile')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const LAST = LINES.slice(LINES.findLastIndex((line) => line.startsWith('FROM ')));
const { version, devDependencies } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8'));

describe('the image', () => {
  it('has no shell: nothing is run in its last stage', () => {
    expect(LAST[0]).toMatch(/^FROM \$\{RUNTIME\}$/);
    expect(LINES).toContain('ARG RUNTIME=gcr.io/distroless/nodejs24-debian13:nonroot');
    expect(LAST.filter((line) => line.startsWith('RUN'))).toEqual([]);
    for (const line of LAST.filter((one) => /^(CMD|HEALTHCHECK|ENTRYPOINT)/.test(one))) expect(line).toMatch(/\[".*"\]$/);
  });

  it('is an ordinary user by number', () => expect(LAST).toContain('USER 65532:65532'));

  it('is built by the Node that the tests run, on the same Debian as it runs on', () => {
    expect(LINES).toContain(`ARG BUILDER=node:${devDependencies.node}-trixie-slim`);
    expect(devDependencies.node).toMatch(/^24\./);
  });

  it('takes nothing from the folder that is not there or that Docker is not let see', () => {
    const seen = textOf('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = LINES.filter((line) => line.startsWith('COPY ') && !line.includes('--from=')).flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((path) => !existsSync(projectFile(path)))).toEqual([]);
    expect(copied.filter((path) => !seen.some((one) => path === one || path.startsWith(`${one}/`)))).toEqual([]);
  });

  it('goes by the version of the platform, and has one version of PostgreSQL beside it', () => {
    expect(documentOf('docker/kubernetes/kustomization.yaml').images).toEqual([{ name: 'xieshou', newTag: version }]);
    expect(documentOf('docker/compose.ha.yaml').services.platform.image).toBe(`xieshou:${version}`);
    const postgres = /^FROM postgres:([\d.]+)-trixie$/m.exec(textOf('docker/ha/Dockerfile'))?.[1];
    expect(documentOf('docker/compose.yaml').services.database.image).toBe(`postgres:${postgres}-trixie`);
    expect(documentOf('docker/compose.ha.yaml').services.database.image).toBe(`xieshou-database:${postgres}`);
    const [cluster] = documentsOf('docker/kubernetes/database.yaml');
    expect(cluster.spec.imageName).toBe(`ghcr.io/cloudnative-pg/postgresql:${postgres}-standard-trixie`);
  });
});

describe('whether a container is healthy', () => {
  const ended = (environment: Record<string, string>) =>
    new Promise((resolve) => spawn(process.execPath, [projectFile('docker/healthy.mjs')], { env: environment }).once('close', resolve));

  it.each([
    [200, '127.0.0.1', 0],
    [200, '0.0.0.0', 0],
    [503, '127.0.0.1', 1],
  ])('is said by its platform: %i at %s ends with %i', async (status, host, code) => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect(await ended({ HOST: host, PORT: String((server.address() as AddressInfo).port) })).toBe(code);
    expect(asked).toEqual(['/health/ready']);
    server.close();
  });

  it('is not where none answers', async () => expect(await ended({ PORT: '1' })).toBe(1));
});
