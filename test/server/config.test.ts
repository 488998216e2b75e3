import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { SETTINGS } from '../../src/settings.js';
import { StartFailure } from '../../src/start/start-failure.js';

function refusalOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof StartFailure) return error.messages.en;
    throw error;
  }
  return 'taken';
}

const SERVER = 'postgres://clerk:secret@host/ledger';

describe('settings', () => {
  it('have defaults for all', () => {
    expect(readConfig({})).toMatchObject({ port: 4000, host: '127.0.0.1', storage: { kind: 'embedded', folder: './data' }, demonstration: true });
  });

  it('take an empty variable for none', () => expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(readConfig({})));

  it.each([
    [{ PORT: '80000' }, 'the setting PORT must be a whole number from 0 to 65535, got "80000".'],
    [{ PORT: '4e3' }, 'the setting PORT must be a whole number from 0 to 65535, got "4e3".'],
    [{ XIESHOU_INTROSPECTION: 'yes' }, 'the setting XIESHOU_INTROSPECTION must be one of everybody, signed-in, nobody, got "yes".'],
    [{ XIESHOU_DEMONSTRATION: 'yes' }, 'the setting XIESHOU_DEMONSTRATION must be true or false, got "yes".'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8, proxy' }, 'the setting TRUSTED_PROXIES must be IP addresses or networks, by commas, got "10.0.0.0/8, proxy".'],
    [{ TRUSTED_PROXIES: '10.0.0.0/33' }, 'the setting TRUSTED_PROXIES must be IP addresses or networks, by commas, got "10.0.0.0/33".'],
    [{ LOG_LEVEL: 'loud' }, 'the setting LOG_LEVEL must be one of debug, info, warn, error, silent, got "loud".'],
  ])('name the culprit and what came: %j', (environment, sentence) => expect(refusalOf(environment as Record<string, string>)).toBe(sentence));

  it('take the least and the most that a refusal names', () => {
    for (const { name, read } of Object.values(SETTINGS)) {
      const [, least, most] = /from (\d+) to (\d+)/.exec(refusalOf({ [name]: '-' })) ?? [];
      if (least === undefined || most === undefined) continue;
      expect([name, read(least), read(most)]).toEqual([name, Number(least), Number(most)]);
      expect([name, refusalOf({ [name]: String(Number(most) + 1) })]).toEqual([name, expect.stringContaining(`to ${most}`)]);
    }
  });

  it.each(['DATABASE_URL', 'DATABASE_POOLER_URL', 'DATABASE_REPLICA_URL'])('never print a %s, which holds a password', (name) => {
    const sentence = refusalOf({ DATABASE_URL: SERVER, [name]: 'mysql://clerk:secret@host/ledger' });
    expect(sentence).toContain(`the setting ${name} must be an address such as`);
    expect(sentence).not.toContain('secret');
  });

  it.each(['DATABASE_POOLER_URL', 'DATABASE_REPLICA_URL'])('take %s with a server only', (name) =>
    expect(refusalOf({ [name]: SERVER })).toBe(`the setting ${name} goes with DATABASE_URL: the embedded database has no use for it.`),
  );

  it('take several replicas', () => {
    const replicas = ['postgres://clerk@one/ledger', 'postgresql://clerk@two:5433/ledger'];
    expect(readConfig({ DATABASE_URL: SERVER, DATABASE_REPLICA_URL: replicas.join(', ') }).storage).toMatchObject({ replicas, replicaSeconds: 5 });
  });
});

describe('an identity provider', () => {
  const PROVIDER = { OIDC_ISSUER: 'https://id.example', OIDC_AUDIENCE: 'xieshou' };
  const CLIENT = { OIDC_CLIENT_ID: 'xieshou', OIDC_CLIENT_SECRET: 'secret', PUBLIC_URL: 'https://xieshou.example' };

  it('is none unless it is set', () => expect(readConfig({}).identityProvider).toBeNull());

  it('is taken with and without a client', () => {
    expect(readConfig(PROVIDER).identityProvider).toEqual({ issuer: 'https://id.example', audience: 'xieshou', client: null });
    expect(readConfig({ ...PROVIDER, ...CLIENT }).identityProvider?.client).toEqual({
      id: 'xieshou',
      secret: 'secret',
      publicUrl: 'https://xieshou.example',
    });
  });

  it.each([{ OIDC_ISSUER: 'https://id.example' }, { OIDC_AUDIENCE: 'xieshou' }, CLIENT, { ...PROVIDER, ...CLIENT, PUBLIC_URL: '' }])(
    'that is set in part is refused: %j',
    (environment) => expect(refusalOf(environment as Record<string, string>)).toContain('go together'),
  );

  it('is spoken to without encryption on this machine only', () => {
    expect(refusalOf({ ...PROVIDER, OIDC_ISSUER: 'http://id.example' })).toContain('must be an address that begins with https://');
    expect(refusalOf({ ...PROVIDER, OIDC_ISSUER: 'http://127.0.0.1:9' })).toBe('taken');
  });
});

describe('traces', () => {
  const ON = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

  it('are none unless it is said where they are sent', () => {
    expect(readConfig({ OTEL_SERVICE_NAME: 'xieshou', OTEL_TRACES_SAMPLER: 'always_on' }).tracing).toBeNull();
    expect(readConfig({ ...ON, OTEL_SDK_DISABLED: 'TRUE' }).tracing).toBeNull();
    expect(readConfig({ ...ON, OTEL_TRACES_EXPORTER: 'none' }).tracing).toBeNull();
    expect(readConfig({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }).tracing).not.toBeNull();
  });

  it('are made as the specification has it where nothing is said', () =>
    expect(readConfig(ON).tracing).toEqual({
      protocol: 'http/protobuf',
      sampler: { kind: 'always_on', share: 1, byParent: true },
      takesTraceparent: true,
      batches: { scheduledDelayMillis: 5_000, exportTimeoutMillis: 30_000, maxQueueSize: 2_048, maxExportBatchSize: 512 },
      valueLength: 8_192,
    }));

  it('are made as the standard variables say', () =>
    expect(
      readConfig({
        ...ON,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.05',
        OTEL_PROPAGATORS: 'none',
        OTEL_BSP_SCHEDULE_DELAY: '20',
        OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100',
      }).tracing,
    ).toMatchObject({
      protocol: 'http/json',
      sampler: { kind: 'traceidratio', share: 0.05, byParent: false },
      takesTraceparent: false,
      batches: { scheduledDelayMillis: 20 },
      valueLength: 100,
    }));

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'must be the address of a collector, with https:// or http://.'],
    [{ ...ON, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/protobuf, http/json, got "grpc".'],
    [{ ...ON, OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 'OTEL_TRACES_SAMPLER must be one of always_on, always_off, traceidratio,'],
    [{ ...ON, OTEL_TRACES_SAMPLER_ARG: '5%' }, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, got "5%".'],
    [{ ...ON, OTEL_BSP_MAX_QUEUE_SIZE: '0' }, 'OTEL_BSP_MAX_QUEUE_SIZE must be a number from 1'],
  ])('that are not said well are refused: %j', (environment, sentence) =>
    expect(refusalOf(environment as Record<string, string>)).toContain(sentence),
  );
});

describe('the demonstration', () => {
  it('is on the embedded database unless it is switched off', () => {
    expect(readConfig({ XIESHOU_DEMONSTRATION: 'false' }).demonstration).toBe(false);
  });

  it('is on a server only when it is asked for', () => {
    expect(readConfig({ DATABASE_URL: SERVER }).demonstration).toBe(false);
    expect(readConfig({ DATABASE_URL: SERVER, XIESHOU_DEMONSTRATION: 'true' }).demonstration).toBe(true);
    expect(refusalOf({ DATABASE_URL: SERVER, XIESHOU_DEMONSTRATION: '1' })).toContain('must be true or false');
  });

  it('never is on a production server', () => {
    expect(refusalOf({ DATABASE_URL: SERVER, XIESHOU_DEMONSTRATION: 'true', NODE_ENV: 'production' })).toContain('exclude each other');
  });
});

describe('evidence files', () => {
  const BUCKET = { EVIDENCE_S3_BUCKET: 'http://minio:9000/evidence', EVIDENCE_S3_ACCESS_KEY: 'key', EVIDENCE_S3_SECRET_KEY: 'secret' };

  it('lie beside the embedded database, or in a folder of their own', () => {
    expect(readConfig({ DATA_FOLDER: '/data' }).evidence).toMatchObject({ folder: '/data/evidence', bucket: null });
    expect(readConfig({ DATABASE_URL: SERVER, EVIDENCE_FOLDER: '/evidence' }).evidence.folder).toBe('/evidence');
  });

  it('lie in a bucket where one is set, and one that is set in part is refused', () => {
    expect(readConfig(BUCKET).evidence.bucket).toEqual({
      address: 'http://minio:9000/evidence',
      region: 'us-east-1',
      accessKey: 'key',
      secretKey: 'secret',
    });
    for (const left of Object.keys(BUCKET)) expect(refusalOf({ ...BUCKET, [left]: '' })).toContain('go together');
    for (const wrong of ['evidence', 'ftp://x/y', 'https://a:b@x/y', 'https://x/y?z']) {
      expect(refusalOf({ ...BUCKET, EVIDENCE_S3_BUCKET: wrong })).toContain('must be the address of a bucket');
    }
  });
});
