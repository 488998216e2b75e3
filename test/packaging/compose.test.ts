import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { SETTINGS } from '../../src/settings.js';
import { documentOf, filledIn, GRACE_SECONDS, type Manifest, textOf, type Variables, variablesOf } from './manifests.js';

const FILES = ['docker/compose.yaml', 'docker/compose.ha.yaml'];
const NAMES: string[] = Object.values(SETTINGS).map(({ name }) => name);

const servicesOf = (file: string): [string, Manifest][] => Object.entries(documentOf(file).services);
const EVERY = FILES.flatMap((file) => servicesOf(file).map(([name, service]) => [`${name} of ${file}`, service] as const));
const PLATFORMS = EVERY.filter(([title]) => title.startsWith('platform '));

const SECRETS: Variables = {
  POSTGRES_PASSWORD: 'one',
  SUPERUSER_PASSWORD: 'two',
  REPLICATION_PASSWORD: 'three',
  PATRONI_PASSWORD: 'four',
  EVIDENCE_S3_BUCKET: 'https://evidence.example',
  EVIDENCE_S3_ACCESS_KEY: 'key',
  EVIDENCE_S3_SECRET_KEY: 'secret',
};
const MACHINE: Variables = { ...variablesOf('docker/ha/machine.env.example'), ...SECRETS };

describe('what Docker starts', () => {
  it.each(EVERY)('%s may write to nothing but its volumes, and may do nothing that it need not', (_title, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], restart: 'unless-stopped' });
    expect(service.privileged).toBeUndefined();
  });

  it.each(EVERY)('%s is of one version', (_title, { image, build }) => {
    if (image !== undefined) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$/);
    else expect(build).toEqual({ context: '..', dockerfile: 'docker/Dockerfile' });
  });

  it.each(PLATFORMS)('%s has no setting that is none', (_title, { environment }) => {
    expect(Object.keys(environment).filter((name) => !NAMES.includes(name) && name !== 'PGPASSWORD')).toEqual([]);
  });

  it.each(PLATFORMS)('%s has the time to end by itself', (_title, { environment, stop_grace_period }) => {
    const shutdown = Number(environment[SETTINGS.shutdownSeconds.name] ?? SETTINGS.shutdownSeconds.standard);
    expect(Number.parseInt(stop_grace_period, 10)).toBeGreaterThan(shutdown + GRACE_SECONDS);
  });

  it.each(PLATFORMS)('%s is given settings that the platform takes', (_title, { environment }) => {
    const filled = Object.entries(environment).map(([name, text]) => [name, filledIn(String(text), MACHINE)]);
    expect(readConfig(Object.fromEntries(filled)).storage.kind).toBe('postgresql');
  });
});

describe('three machines', () => {
  const services = documentOf('docker/compose.ha.yaml').services;

  it('ask for no variable that the example does not have', () => {
    const asked = [...textOf('docker/compose.ha.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => String(name));
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => !(name in MACHINE))).toEqual([]);
  });

  it('trust each other as balancers, and who stands in front of them', () => {
    const trusted = (variables: Variables) =>
      readConfig({ TRUSTED_PROXIES: filledIn(services.platform.environment.TRUSTED_PROXIES, variables) }).trustedProxies;
    const three = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];
    expect(trusted(MACHINE)).toEqual(three);
    expect(trusted({ ...MACHINE, GATEWAYS: '10.1.0.0/16' })).toEqual([...three, '10.1.0.0/16']);
  });

  it('have the same keys, and files in a bucket', () => {
    const { HISTORY_SIGNING_KEY, WEBHOOK_KEY, EVIDENCE_S3_BUCKET } = services.platform.environment;
    expect(services.platform.secrets).toEqual([HISTORY_SIGNING_KEY, WEBHOOK_KEY].map((path) => path.replace('/run/secrets/', '')));
    expect(EVIDENCE_S3_BUCKET).toMatch(/:\?/);
  });

  it('acknowledge nothing that is on one of them alone, and let nobody take over who has not everything', () => {
    const { dcs } = documentOf('docker/ha/patroni.yaml').bootstrap;
    expect(dcs).toMatchObject({ synchronous_mode: 'quorum', synchronous_node_count: 1, synchronous_mode_strict: true });
    expect(dcs.postgresql.parameters).toMatchObject({ fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' });
    expect(dcs.loop_wait + 2 * dcs.retry_timeout).toBeLessThanOrEqual(dcs.ttl);
  });

  it('lead clients to who is ready, and the platform to who is first', () => {
    const balancer = textOf('docker/ha/haproxy.cfg');
    expect(balancer).toMatch(/backend platform[\s\S]*uri \/health\/ready [\s\S]*http-check expect status 200[\s\S]*listen database/);
    expect(balancer).toMatch(
      /listen database[\s\S]*uri \/primary\n[\s\S]*http-check expect status 200[\s\S]*check port 8008[\s\S]*on-marked-down shutdown-sessions/,
    );
    // A subscription is silent for no longer than its ping.
    const tunnel = Number(/timeout tunnel (\d+)s/.exec(balancer)?.[1]);
    expect(tunnel).toBeGreaterThan(2 * Number(SETTINGS.socketPingSeconds.standard));
  });

  it('answer in the form that errors have where no platform does', () => {
    const bodies = [...textOf('docker/ha/haproxy.cfg').matchAll(/http-error status (\d+) .* string '(.*?)'/g)];
    expect(bodies.map(([, status]) => status)).toEqual(['400', '408', '502', '503', '504']);
    for (const [, , body = ''] of bodies) expect(JSON.parse(body).errors[0].extensions.code).toMatch(/^(BAD_REQUEST|SERVICE_UNAVAILABLE)$/);
  });
});
