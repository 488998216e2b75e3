import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ProviderSettings } from './access/identity-provider.js';
import type { SignInLimits } from './account/sign-in-attempts.js';
import type { Storage } from './database.js';
import type { BucketSettings, EvidenceSettings } from './evidence/store.js';
import type { HttpLimits, Limits, SocketLimits } from './limits/limits.js';
import type { TracingSettings } from './seeing/tracing.js';
import { readSettings, type Settings } from './settings.js';
import { StartFailure } from './start/start-failure.js';
import { tracingSettingsOf } from './tracing-settings.js';

/** What the program runs with. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly trustedProxies: readonly string[];
  /** Whose word is taken for who somebody is, beside the platform's own passwords. */
  readonly identityProvider: ProviderSettings | null;
  readonly storage: Storage;
  /** How many processes serve; the connections of `storage` are those of one of them. */
  readonly processes: number;
  /** The key that signs the history, or the file it is in; empty for the one in the data folder. */
  readonly historyKey: string;
  readonly dataFolder: string;
  readonly demonstration: boolean;
  readonly introspection: NonNullable<Settings['introspection']>;
  /** Where metrics are given; null for nowhere. */
  readonly metricsPort: number | null;
  readonly logLevel: Settings['logLevel'];
  /** From how many milliseconds on an operation is slow; 0 where none is. */
  readonly slowMs: number;
  /** Null where no traces are wanted. */
  readonly tracing: TracingSettings | null;
  readonly shutdownSeconds: number;
  readonly http: HttpLimits;
  readonly limits: Limits;
  readonly sockets: SocketLimits;
  readonly signIn: SignInLimits;
  readonly webhooks: {
    /** The key itself, or the file it is in; empty for the one in the data folder. */
    readonly key: string;
    readonly networks: readonly string[];
    readonly timeoutMs: number;
    readonly giveUpDays: number;
  };
  readonly evidence: EvidenceSettings;
}

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const settings = readSettings(environment);
  const { port, host, trustedProxies, logLevel, slowMs, shutdownSeconds, historyKey, dataFolder, metricsPort } = settings;
  const processes = processesOf(settings);
  const storage = storageOf(settings, processes);
  return {
    port,
    host,
    trustedProxies,
    identityProvider: providerOf(settings),
    storage,
    processes,
    historyKey,
    dataFolder,
    demonstration: wantsDemonstration(settings.demonstration, storage, environment.NODE_ENV),
    introspection: settings.introspection ?? (storage.kind === 'embedded' ? 'everybody' : 'signed-in'),
    metricsPort,
    logLevel,
    slowMs,
    tracing: tracingSettingsOf(environment),
    shutdownSeconds,
    http: httpOf(settings),
    limits: limitsOf(settings),
    sockets: socketsOf(settings),
    signIn: { ofName: settings.signInTries, fromAddress: settings.signInTriesPerAddress, minutes: settings.signInMinutes },
    webhooks: webhooksOf(settings),
    evidence: evidenceOf(settings),
  };
}

/** Each of these settings means something with those before it only. */
function providerOf({ oidcIssuer, oidcAudience, oidcClientId, oidcClientSecret, publicUrl }: Settings): ProviderSettings | null {
  const client = oidcClientId && oidcClientSecret && publicUrl ? { id: oidcClientId, secret: oidcClientSecret, publicUrl } : null;
  if (client === null && (oidcClientId || oidcClientSecret)) throw incomplete('OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL');
  if ((oidcIssuer === '') !== (oidcAudience === '')) throw incomplete('OIDC_ISSUER, OIDC_AUDIENCE');
  if (oidcIssuer !== '') return { issuer: oidcIssuer, audience: oidcAudience, client };
  if (client !== null) throw incomplete('OIDC_ISSUER, OIDC_AUDIENCE');
  return null;
}

function httpOf({
  connections,
  headerBytes,
  bodyBytes,
  headerSeconds,
  bodySeconds,
  uploadSeconds,
  idleSeconds,
  silentSeconds,
}: Settings): HttpLimits {
  return { connections, headerBytes, bodyBytes, headerSeconds, bodySeconds, uploadSeconds, idleSeconds, silentSeconds };
}

function limitsOf(settings: Settings): Limits {
  const { documentBytes, tokens, depth, aliases, rootFields, directives, fragments, operations, overlaps, listItems, errors, cost, missesPerMinute } =
    settings;
  const ofDocument = { documentBytes, tokens, depth, aliases, rootFields, directives, fragments, operations, overlaps, listItems };
  return { ...ofDocument, errors, cost, costPerMinute: minuteLimitsOf(settings), missesPerMinute };
}

/** A minute's budget below the cost of one operation would be that operation's limit by another name. */
function minuteLimitsOf({ cost, costPerMinutePublic, costPerMinuteAccount, costPerMinuteMachine }: Settings): Limits['costPerMinute'] {
  const limits = { public: costPerMinutePublic, account: costPerMinuteAccount, machine: costPerMinuteMachine };
  if (Object.values(limits).every((limit) => limit >= cost)) return limits;
  throw new StartFailure({
    zh: `设置 LIMIT_COST_PER_MINUTE_PUBLIC、LIMIT_COST_PER_MINUTE_ACCOUNT 和 LIMIT_COST_PER_MINUTE_MACHINE 都不得小于 LIMIT_COST（${cost}）。`,
    en: `the settings LIMIT_COST_PER_MINUTE_PUBLIC, LIMIT_COST_PER_MINUTE_ACCOUNT and LIMIT_COST_PER_MINUTE_MACHINE must not be below LIMIT_COST (${cost}).`,
  });
}

function socketsOf({ sockets, socketsPerCaller, subscriptions, messageBytes, messages, unsentBytes, ...seconds }: Settings): SocketLimits {
  const {
    socketInitSeconds: initSeconds,
    socketIdleSeconds: idleSeconds,
    socketPingSeconds: pingSeconds,
    socketCheckSeconds: checkSeconds,
  } = seconds;
  const most = { most: sockets, perCaller: socketsPerCaller, subscriptions, messageBytes, messages, unsentBytes };
  return { ...most, initSeconds, idleSeconds, pingSeconds, checkSeconds };
}

function webhooksOf({ webhookKey, webhookNetworks, webhookSeconds, webhookDays }: Settings): Config['webhooks'] {
  return { key: webhookKey, networks: webhookNetworks, timeoutMs: webhookSeconds * 1000, giveUpDays: webhookDays };
}

/** Files lie beside the embedded database unless they are given a folder of their own; with a bucket they only come in there. */
function evidenceOf({ evidenceFolder, dataFolder, evidenceBytes, evidenceDailyBytes, ...settings }: Settings): EvidenceSettings {
  const folder = evidenceFolder === '' ? join(dataFolder, 'evidence') : evidenceFolder;
  return { folder, bucket: bucketOf(settings), mostBytes: evidenceBytes, dailyBytes: evidenceDailyBytes };
}

function bucketOf({
  evidenceBucket,
  evidenceRegion,
  evidenceAccessKey,
  evidenceSecretKey,
}: Pick<Settings, 'evidenceBucket' | 'evidenceRegion' | 'evidenceAccessKey' | 'evidenceSecretKey'>): BucketSettings | null {
  const given = [evidenceBucket, evidenceAccessKey, evidenceSecretKey].filter((text) => text !== '').length;
  if (given === 0) return null;
  if (given < 3) throw incomplete('EVIDENCE_S3_BUCKET, EVIDENCE_S3_ACCESS_KEY, EVIDENCE_S3_SECRET_KEY');
  return { address: evidenceBucket, region: evidenceRegion, accessKey: evidenceAccessKey, secretKey: evidenceSecretKey };
}

function incomplete(names: string): StartFailure {
  return new StartFailure({
    zh: `设置 ${names} 须一并填写：有的填了，有的没有。`,
    en: `the settings ${names} go together, and some of them are missing.`,
  });
}

function withoutServer(name: string): StartFailure {
  return new StartFailure({
    zh: `设置 ${name} 须与 DATABASE_URL 一并填写：内置数据库用不到它。`,
    en: `the setting ${name} goes with DATABASE_URL: the embedded database has no use for it.`,
  });
}

/** The embedded database is open to one process only, and a process without a connection would serve nothing. */
function processesOf({ databaseUrl, databaseConnections, processes }: Settings): number {
  return databaseUrl === null ? 1 : Math.min(processes ?? availableParallelism(), databaseConnections);
}

function storageOf(
  {
    databaseUrl,
    databaseServingUrl,
    databasePoolerUrl,
    databaseReplicas,
    databaseReplicaSeconds,
    databaseConnections,
    databaseWaitSeconds,
    databaseStatementSeconds,
    databaseLockSeconds,
    dataFolder,
  }: Settings,
  processes: number,
): Storage {
  if (databaseUrl === null) {
    if (databaseServingUrl !== null) throw withoutServer('DATABASE_SERVING_URL');
    if (databasePoolerUrl !== null) throw withoutServer('DATABASE_POOLER_URL');
    if (databaseReplicas.length > 0) throw withoutServer('DATABASE_REPLICA_URL');
    return { kind: 'embedded', folder: dataFolder };
  }
  return {
    kind: 'postgresql',
    url: databaseUrl,
    serving: databaseServingUrl ?? undefined,
    pooler: databasePoolerUrl ?? undefined,
    replicas: databaseReplicas,
    replicaSeconds: databaseReplicaSeconds,
    connections: Math.floor(databaseConnections / processes),
    waitSeconds: databaseWaitSeconds,
    patience: { statementSeconds: databaseStatementSeconds, lockSeconds: databaseLockSeconds },
  };
}

/** Invented figures and accounts that print their tokens never come to a production server by accident: it takes two mistakes. */
function wantsDemonstration(asked: boolean | null, storage: Storage, mode: string | undefined): boolean {
  if (storage.kind === 'embedded') return asked ?? true;
  if (asked === true && mode === 'production') {
    throw new StartFailure({
      zh: 'XIESHOU_DEMONSTRATION=true 与 NODE_ENV=production 不能同时用于 PostgreSQL 服务器：示例数据不进入正式库；请去掉其中一项。',
      en: 'XIESHOU_DEMONSTRATION=true and NODE_ENV=production exclude each other on a PostgreSQL server, because invented figures do not belong in production; leave one of them out.',
    });
  }
  return asked ?? false;
}
