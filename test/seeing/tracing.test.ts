import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Tracing } from '../../src/seeing/tracing.js';
import { openTracing } from '../../src/start/tracing.js';
import { tracingSettingsOf } from '../../src/tracing-settings.js';

const collector = createServer();
const open: Tracing[] = [];
let answers = true;
collector.on('request', (request, response) => {
  request.resume();
  if (answers) response.writeHead(400).end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  // What it waits for behind the end of a test, the next file does not wait for.
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '5000';
});
afterAll(async () => {
  answers = true;
  await Promise.all(open.map((tracing) => tracing.close()));
  collector.closeAllConnections();
  collector.close();
});

async function opened(environment: Record<string, string> = {}): Promise<Tracing> {
  const settings = tracingSettingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector', OTEL_BSP_SCHEDULE_DELAY: '10', ...environment });
  const tracing = await openTracing({ tracing: settings, storage: { kind: 'embedded', folder: null } });
  if (tracing === null) throw new Error('Expected traces');
  open.push(tracing);
  return tracing;
}

const BEGINNING = { name: 'GET /', kind: 'SERVER', attributes: {} } as const;
const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('that traces are not taken is said once, and not for each of them', async () => {
  const tracing = await opened();
  const said: string[] = [];
  tracing.onTrouble = (what) => said.push(what);
  for (let time = 0; time < 5; time += 1) {
    tracing.begin(BEGINNING).end();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(said).toHaveLength(1);
});

it('a collector that does not answer holds the end of the program for two seconds at most', async () => {
  answers = false;
  const tracing = await opened();
  tracing.begin(BEGINNING).end();
  const begun = performance.now();
  await tracing.close();
  expect(performance.now() - begun).toBeLessThan(3_000);
});

it('which traces are kept, and whether they go on from a caller, is as the settings say', async () => {
  const kept = async (environment: Record<string, string>, traceparent?: string) => {
    const span = (await opened(environment)).begin(BEGINNING, traceparent);
    return { isKept: span.isKept, goesOn: span.traceId === CALLER.split('-')[1] };
  };
  const off = { OTEL_TRACES_SAMPLER: 'always_off' };
  expect(await kept({})).toEqual({ isKept: true, goesOn: false });
  expect(await kept(off, CALLER)).toEqual({ isKept: false, goesOn: true });
  expect(await kept({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, CALLER)).toEqual({ isKept: true, goesOn: true });
  expect(await kept({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, CALLER)).toEqual({ isKept: false, goesOn: true });
  expect(await kept({ OTEL_PROPAGATORS: 'none' }, CALLER)).toEqual({ isKept: true, goesOn: false });
  expect(await kept({}, 'nonsense')).toEqual({ isKept: true, goesOn: false });
});
