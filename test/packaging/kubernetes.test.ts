import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.js';
import type { Database } from '../../src/database.js';
import { serveHealth } from '../../src/edges/health.routes.js';
import { SETTINGS } from '../../src/settings.js';
import { projectFile } from '../../src/shared/root.js';
import { documentOf, documentsOf, GRACE_SECONDS, type Manifest } from './manifests.js';

const FOLDER = 'docker/kubernetes';
const kustomization = documentOf(`${FOLDER}/kustomization.yaml`);
const ALL: Manifest[] = kustomization.resources.flatMap((file: string) => documentsOf(`${FOLDER}/${file}`));
const of = (kind: string, name: string): Manifest => ALL.find((one) => one.kind === kind && one.metadata.name === name);

const deployment = of('Deployment', 'platform').spec;
const pod = deployment.template.spec;
const [container] = pod.containers;
const database = of('Cluster', 'database').spec;

const LABELS = deployment.template.metadata.labels;
const NAMES: string[] = Object.values(SETTINGS).map(({ name }) => name);
const literals = (kustomization.configMapGenerator[0].literals as string[]).map((line) => line.split(/=(.*)/s).slice(0, 2));

describe('on Kubernetes the platform', () => {
  it('is given settings that are some and that it takes', () => {
    const own = container.env.map(({ name, value }: Manifest) => [name, value]);
    const secret: Record<string, string> = { DATABASE_URL: 'postgresql://xieshou:secret@database-rw.xieshou:5432/xieshou' };
    const environment = Object.fromEntries([...literals, ...own].map(([name, value]) => [name, value ?? secret[name] ?? 'secret']));
    expect(Object.keys(environment).filter((name) => !NAMES.includes(name))).toEqual([]);
    const config = readConfig(environment);
    expect(config.storage).toMatchObject({ kind: 'postgresql', url: secret.DATABASE_URL });
    expect(config.evidence.bucket).not.toBeNull();
    expect(config.metricsPort).toBe(container.ports.find(({ name }: Manifest) => name === 'metrics').containerPort);
  });

  it('finds its keys where a secret is mounted, the same for all', () => {
    const mounts = container.volumeMounts.map(({ mountPath }: Manifest) => `${mountPath}/`);
    for (const name of ['HISTORY_SIGNING_KEY', 'WEBHOOK_KEY']) {
      const path: string = container.env.find((one: Manifest) => one.name === name).value;
      expect(mounts.filter((mount: string) => path.startsWith(mount))).toHaveLength(1);
    }
    expect(pod.volumes.map(({ name }: Manifest) => name)).toEqual(container.volumeMounts.map(({ name }: Manifest) => name));
  });

  it('is asked how it is by routes that there are', () => {
    const app = fastify();
    serveHealth(app, {} as Database);
    const { startupProbe, readinessProbe, livenessProbe } = container;
    for (const { httpGet } of [startupProbe, readinessProbe, livenessProbe]) {
      expect([httpGet, app.hasRoute({ method: 'GET', url: httpGet.path })]).toEqual([{ path: httpGet.path, port: 'http' }, true]);
    }
    expect(readinessProbe.httpGet.path).toBe('/health/ready');
    // To begin anew brings no database back.
    expect([startupProbe, livenessProbe].map(({ httpGet }) => httpGet.path)).toEqual(['/health/live', '/health/live']);
  });

  it('has the time to end by itself, after balancers know that it will', () => {
    const shutdown = Number(SETTINGS.shutdownSeconds.standard);
    const asleep = container.lifecycle.preStop.sleep.seconds;
    expect(asleep).toBeGreaterThanOrEqual(5);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(asleep + shutdown + GRACE_SECONDS);
  });

  it('is replaced one by one, and never by fewer than two', () => {
    expect(deployment).toMatchObject({ replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } });
    expect(of('PodDisruptionBudget', 'platform').spec).toEqual({ minAvailable: 2, selector: { matchLabels: LABELS } });
    expect(pod.topologySpreadConstraints[0]).toMatchObject({ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: LABELS } });
  });

  it('is an ordinary user without any right, whose root it cannot write to', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(of('Namespace', 'xieshou').metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.anything(), memory: expect.anything() },
      limits: { memory: expect.anything() },
    });
  });

  it('is found by who leads to it', () => {
    const service = of('Service', 'platform').spec;
    expect(service.selector).toEqual(LABELS);
    expect(deployment.selector.matchLabels).toEqual(LABELS);
    const { backend } = of('Ingress', 'platform').spec.rules[0].http.paths[0];
    expect(backend.service).toEqual({ name: 'platform', port: { name: service.ports[0].name } });
    const ports = container.ports.map(({ name }: Manifest) => name);
    expect(ports).toContain(service.ports[0].targetPort);
    const [watched] = documentsOf(`${FOLDER}/monitoring/pods.yaml`);
    expect([watched.spec.selector.matchLabels, ports.includes(watched.spec.podMetricsEndpoints[0].port)]).toEqual([LABELS, true]);
  });

  it('speaks with nobody but whom it needs', () => {
    const nobody = of('NetworkPolicy', 'nobody').spec;
    expect(nobody).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const { podSelector, ingress, egress } = of('NetworkPolicy', 'platform').spec;
    expect(podSelector.matchLabels).toEqual(LABELS);
    expect(ingress.map(({ ports }: Manifest) => ports[0].port)).toEqual(['http', 'metrics']);
    expect(ingress.every(({ from }: Manifest) => from.length > 0)).toBe(true);
    expect(egress[0].to[0].podSelector.matchLabels).toEqual({ 'cnpg.io/cluster': 'database' });
    expect(egress[1]).toEqual({
      to: [{ namespaceSelector: { matchLabels: { 'xieshou/monitoring': 'true' } } }],
      ports: [{ protocol: 'TCP', port: 4318 }],
    });
    // What WEBHOOK_NETWORKS keeps from webhooks is closed here as well.
    expect(egress[2].to[0].ipBlock.except).toEqual(expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16']));
  });

  it('waits as long for a subscription and takes as large a file as it says', () => {
    const { annotations } = of('Ingress', 'platform').metadata;
    const nginx = (name: string) => annotations[`nginx.ingress.kubernetes.io/${name}`];
    for (const name of ['proxy-read-timeout', 'proxy-send-timeout']) {
      expect(Number(nginx(name))).toBeGreaterThan(2 * Number(SETTINGS.socketPingSeconds.standard));
    }
    expect(Number.parseInt(nginx('proxy-body-size'), 10) * 1024 ** 2).toBeGreaterThan(Number(SETTINGS.evidenceBytes.standard));
  });
});

describe('on Kubernetes the database', () => {
  it('acknowledges nothing that is on one node alone, and lets nobody take over who has not everything', () => {
    expect(database.instances).toBe(3);
    expect(database.postgresql.synchronous).toEqual({ method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true });
    expect(database.postgresql.parameters).toMatchObject({ fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' });
    expect(database.affinity).toEqual({ podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' });
  });

  it('has the role that requests are served under', () => {
    expect(database.bootstrap.initdb.postInitApplicationSQL).toEqual(['create role xieshou_app nologin', 'grant xieshou_app to xieshou']);
  });
});

it('the alerts of Prometheus are those of docker/monitoring', () => {
  const rule = parse(execFileSync(projectFile(`${FOLDER}/alerts.sh`), { encoding: 'utf8' }));
  expect([rule.kind, rule.metadata.namespace]).toEqual(['PrometheusRule', kustomization.namespace]);
  expect(rule.spec).toEqual(documentOf('docker/monitoring/alerts.yml'));
});
