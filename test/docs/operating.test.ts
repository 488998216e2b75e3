import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { Metrics } from '../../src/metrics/metrics.js';
import { projectFile } from '../../src/shared/root.js';

const GUIDE = readFileSync(projectFile('docs/operating.md'), 'utf8');
const ALERTS = readFileSync(projectFile('docker/monitoring/alerts.yml'), 'utf8');
const DASHBOARD = readFileSync(projectFile('docker/monitoring/dashboard.json'), 'utf8');

new Metrics().watch({ send: async () => ({ rows: [] }) as never });
const TRACING = readFileSync(projectFile('src/tracing-settings.ts'), 'utf8');
const METRICS = register.getMetricsAsArray().map(({ name }) => name);
const OWN = METRICS.filter((name) => name.startsWith('xieshou_'));

const namesIn = (text: string) => [
  ...new Set((text.match(/\b(xieshou|nodejs|process)_[a-z0-9_]+/g) ?? []).map((name) => name.replace(/_(bucket|count|sum)$/, ''))),
];
const anchorOf = (title: string) => title.toLowerCase().replaceAll(' ', '-');

describe('the guide for operators', () => {
  it('lists every metric of the platform', () => expect(OWN.filter((name) => !GUIDE.includes(`\`${name}\``))).toEqual([]));

  it.each([
    ['docs/operating.md', GUIDE],
    ['alerts.yml', ALERTS],
    ['dashboard.json', DASHBOARD],
  ])('%s names no metric that is not there', (_file, text) => expect(namesIn(text).filter((name) => !METRICS.includes(name))).toEqual([]));

  it('names each standard variable for traces that is read, and what each line of the log is called', () => {
    const variables = [...new Set(TRACING.match(/\bOTEL_[A-Z_]+\b/g) ?? [])].filter(
      (name) => !/_TRACES_(PROTOCOL|ENDPOINT)$|^OTEL_ATTRIBUTE/.test(name),
    );
    expect(variables.length).toBeGreaterThan(10);
    expect(variables.filter((name) => !GUIDE.includes(`\`${name}`))).toEqual([]);
    const lines = [...GUIDE.matchAll(/^\| `([a-z][a-z ]+)` \| \d+ \|/gm)].map(([, line = '']) => line);
    const written = ['src/edges', 'src/start'].flatMap((folder) =>
      readdirSync(projectFile(folder)).map((file) => readFileSync(projectFile(`${folder}/${file}`), 'utf8')),
    );
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => !written.some((text) => text.includes(`'${line}'`)))).toEqual([]);
  });

  it('has a chapter for each alert', () => {
    const chapters = [...GUIDE.matchAll(/^### (.+)$/gm)].map(([, title = '']) => `docs/operating.md#${anchorOf(title)}`);
    const urls = [...ALERTS.matchAll(/runbook_url: (\S+)/g)].map(([, url = '']) => url);
    expect(urls).toHaveLength((ALERTS.match(/- alert:/g) ?? []).length);
    expect(urls.filter((url) => !chapters.includes(url))).toEqual([]);
  });
});
