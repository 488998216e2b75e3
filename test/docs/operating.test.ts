import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { Metrics } from '../../src/metrics/metrics.js';
import { projectFile } from '../../src/shared/root.js';

const GUIDE = readFileSync(projectFile('docs/operating.md'), 'utf8');
const ALERTS = readFileSync(projectFile('docker/monitoring/alerts.yml'), 'utf8');
const DASHBOARD = readFileSync(projectFile('docker/monitoring/dashboard.json'), 'utf8');

new Metrics().watch({ send: async () => ({ rows: [] }) as never });
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

  it('has a chapter for each alert', () => {
    const chapters = [...GUIDE.matchAll(/^### (.+)$/gm)].map(([, title = '']) => `docs/operating.md#${anchorOf(title)}`);
    const urls = [...ALERTS.matchAll(/runbook_url: (\S+)/g)].map(([, url = '']) => url);
    expect(urls).toHaveLength((ALERTS.match(/- alert:/g) ?? []).length);
    expect(urls.filter((url) => !chapters.includes(url))).toEqual([]);
  });
});
