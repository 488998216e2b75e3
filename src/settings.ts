import { LIMIT_SETTINGS } from './limits/limit-settings.js';
import {
  bucketAddress,
  collectorAddress,
  databaseUrl,
  databaseUrls,
  Expectation,
  networks,
  oneOf,
  type Setting,
  trueOrFalse,
  webAddress,
  wholeNumber,
  word,
} from './setting.js';
import { StartFailure } from './start/start-failure.js';

/** Who may ask for the schema. */
const INTROSPECTION = ['everybody', 'signed-in', 'nobody'] as const;

/** Every setting of the platform. README prints this table. */
export const SETTINGS = {
  port: {
    name: 'PORT',
    standard: '4000',
    meaning: { zh: '监听端口；0 表示任选一个空闲端口。', en: 'The port to listen on; 0 takes any free one.' },
    read: wholeNumber(0, 65_535),
  },
  host: {
    name: 'HOST',
    standard: '127.0.0.1',
    meaning: {
      zh: '监听地址；默认只接受本机访问，0.0.0.0 接受所有网络的访问。',
      en: 'The address to listen on: this machine only by default, 0.0.0.0 for all networks.',
    },
    read: word,
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    standard: '',
    meaning: {
      zh: '前置代理的地址或网段，用逗号分隔；只有来自它们的 X-Forwarded-For 才被采信（用于日志和登录限次）。',
      en: 'The addresses or networks of proxies in front, by commas, such as 10.0.0.0/8; only what they say by X-Forwarded-For is believed. For the log, and for the tries to sign in.',
    },
    read: networks,
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    standard: '',
    meaning: {
      zh: '浏览器访问本平台所用的地址，如 https://xieshou.example；只有通过身份提供方登录时需要。',
      en: 'The address that browsers have this platform at, such as https://xieshou.example; needed to sign in by an identity provider only.',
    },
    read: webAddress,
  },
  oidcIssuer: {
    name: 'OIDC_ISSUER',
    standard: '',
    meaning: {
      zh: 'OpenID Connect 身份提供方的地址，与其令牌中的 iss 一致；填写后接受它签发的令牌。',
      en: 'The address of an OpenID Connect provider, as its tokens have it (iss); with it those tokens are taken.',
    },
    read: webAddress,
  },
  oidcAudience: {
    name: 'OIDC_AUDIENCE',
    standard: '',
    meaning: { zh: '提供方的令牌必须签发给谁（aud）。', en: "Whom the provider's tokens must be made for (aud)." },
    read: word,
  },
  oidcClientId: {
    name: 'OIDC_CLIENT_ID',
    standard: '',
    meaning: {
      zh: '本平台在提供方登记的客户端；填写后可在 /auth/sign-in 用浏览器登录，回调地址是 /auth/callback。',
      en: 'The client that this platform is at the provider; with it one signs in by a browser at /auth/sign-in, and the redirect URI is /auth/callback.',
    },
    read: word,
  },
  oidcClientSecret: {
    name: 'OIDC_CLIENT_SECRET',
    standard: '',
    meaning: { zh: '该客户端的密钥。', en: 'The secret of that client.' },
    read: word,
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    standard: '',
    meaning: {
      zh: 'PostgreSQL（15 及以上）地址，如 postgres://用户:密码@主机:5432/数据库；不填则使用内置数据库。',
      en: 'A PostgreSQL server (15 or newer), such as postgres://user:password@host:5432/database; without it the embedded one is used.',
    },
    read: databaseUrl,
  },
  databaseServingUrl: {
    name: 'DATABASE_SERVING_URL',
    standard: '',
    meaning: {
      zh: '同一数据库的地址，但用只有 xieshou_app 角色的用户登录；填写后请求经由它访问，即使语句被人夹带也成不了表的所有者。不填则用 DATABASE_URL 的用户，并为每个连接换成该角色。',
      en: 'The same database by a login that has the role xieshou_app and nothing else, by which requests are then served: so not even a statement that somebody has smuggled in becomes the owner of the tables. Without it the user of DATABASE_URL takes that role for each connection.',
    },
    read: databaseUrl,
  },
  databasePoolerUrl: {
    name: 'DATABASE_POOLER_URL',
    standard: '',
    meaning: {
      zh: '事务模式连接池（如 PgBouncer）的地址；填写后请求经由它访问数据库。DATABASE_URL 仍须直达服务器，用于启动时升级和接收通知。',
      en: 'The address of a pooler in transaction mode, such as PgBouncer, by which requests are then served. DATABASE_URL still has to lead to the server itself, for what takes a session: migrating at the start, and listening.',
    },
    read: databaseUrl,
  },
  databaseReplicas: {
    name: 'DATABASE_REPLICA_URL',
    standard: '',
    meaning: {
      zh: '只读副本（流复制备库）的地址，多个用逗号分隔；填写后查询由副本回答，写入及其依据仍在主库读取，账号总能读到自己写入的内容。',
      en: 'The addresses of replicas (streaming standbys), by commas, that queries are then read from. Writes, and what decides them, stay with the server of DATABASE_URL, and an account always reads what it has written.',
    },
    read: databaseUrls,
  },
  databaseReplicaSeconds: {
    name: 'DATABASE_REPLICA_SECONDS',
    standard: '5',
    meaning: {
      zh: '副本最多可落后多少秒；超过或不可达时不再使用，赶上后自动恢复，期间由主库回答。',
      en: 'How many seconds a replica may lag behind. One that lags more, or is away, is left out until it has caught up; meanwhile the others answer, or the server itself.',
    },
    read: wholeNumber(2, 30),
  },
  databaseConnections: {
    name: 'DATABASE_CONNECTIONS',
    standard: '10',
    meaning: { zh: '与 PostgreSQL 服务器的最大连接数。', en: 'The most connections to the PostgreSQL server.' },
    read: wholeNumber(1, 1_000),
  },
  databaseWaitSeconds: {
    name: 'DATABASE_WAIT_SECONDS',
    standard: '5',
    meaning: {
      zh: '连接全部占用或数据库不可达时，请求最多等待多少秒，之后答复 503。',
      en: 'How many seconds a request waits for a connection, where all are at work or the server is gone, before it is answered 503.',
    },
    read: wholeNumber(1, 60),
  },
  databaseStatementSeconds: {
    name: 'DATABASE_STATEMENT_SECONDS',
    standard: '20',
    meaning: {
      zh: 'PostgreSQL 上一条语句最多运行多少秒，之后中止并答复 LIMIT_EXCEEDED（STATEMENT_TIME）：再久就妨碍其他人。',
      en: 'How many seconds a statement of a request may run on a PostgreSQL server before it is stopped (LIMIT_EXCEEDED, STATEMENT_TIME). None is worth more of a server that others wait for.',
    },
    read: wholeNumber(1, 600),
  },
  databaseLockSeconds: {
    name: 'DATABASE_LOCK_SECONDS',
    standard: '10',
    meaning: {
      zh: 'PostgreSQL 上一条语句最多等待锁多少秒，之后答复 503（CONFLICT_RETRY）：正常的事务不会持锁这么久，而等锁的又挡住别人。',
      en: 'How many seconds a statement waits for what another transaction holds on a PostgreSQL server, before it is answered 503 (CONFLICT_RETRY). Nobody holds a lock for so long who is well, and one who waits for it holds others.',
    },
    read: wholeNumber(1, 60),
  },
  processes: {
    name: 'XIESHOU_PROCESSES',
    standard: '',
    meaning: {
      zh: '服务进程数：PostgreSQL 服务器默认每个处理器核心一个，连接数由各进程平分；内置数据库总是一个。',
      en: 'How many processes serve: on a PostgreSQL server one per core by default, which share the connections; on the embedded database always one.',
    },
    read: (text: string) => (text === '' ? null : wholeNumber(1, 256)(text)),
  },
  dataFolder: {
    name: 'DATA_FOLDER',
    standard: './data',
    meaning: {
      zh: '内置数据库存放数据的文件夹；没有另设 HISTORY_SIGNING_KEY 时，变更记录的签名密钥也在其中。',
      en: 'The folder that the embedded database keeps its data in, and the key that signs the history where no other is set.',
    },
    read: word,
  },
  historyKey: {
    name: 'HISTORY_SIGNING_KEY',
    standard: '',
    meaning: {
      zh: '为变更记录的链头签名的 Ed25519 私钥：PKCS #8 PEM 文本，或存放它的文件；不填则在首次启动时生成，保存在数据文件夹的 history-key.pem。',
      en: 'The private key of Ed25519 that signs the heads of the history: PKCS #8 PEM, or the file that holds it; without it one is made at the first start and kept as history-key.pem in the data folder.',
    },
    read: word,
  },
  demonstration: {
    name: 'XIESHOU_DEMONSTRATION',
    standard: '',
    meaning: {
      zh: '是否载入示例台账和示例账号：内置数据库默认 true，PostgreSQL 服务器默认 false。',
      en: 'Whether to load the demonstration ledger and its accounts: true by default on the embedded database, false on a server.',
    },
    read: (text: string) => (text === '' ? null : trueOrFalse(text)),
  },
  introspection: {
    name: 'XIESHOU_INTROSPECTION',
    standard: '',
    meaning: {
      zh: '谁可以查询接口结构（内省）：everybody 任何人，signed-in 已登录者，nobody 不允许；内置数据库默认 everybody，PostgreSQL 服务器默认 signed-in。',
      en: 'Who may ask for the schema (introspection): everybody, signed-in or nobody; on the embedded database everybody by default, on a server whoever is signed in.',
    },
    read: (text: string) => (text === '' ? null : oneOf(INTROSPECTION)(text)),
  },
  metricsPort: {
    name: 'METRICS_PORT',
    standard: '',
    meaning: {
      zh: '运行指标（Prometheus 格式，/metrics）的监听端口，不要对公众开放；不填则不提供。',
      en: 'The port that metrics are given on (Prometheus, /metrics), which the public should have no way to; without it there are none.',
    },
    read: (text: string) => (text === '' ? null : wholeNumber(1, 65_535)(text)),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    standard: 'info',
    meaning: { zh: '日志级别：debug、info、warn、error 或 silent。', en: 'What is logged: debug, info, warn, error or silent.' },
    read: oneOf(['debug', 'info', 'warn', 'error', 'silent']),
  },
  slowMs: {
    name: 'LOG_SLOW_MS',
    standard: '1000',
    meaning: {
      zh: '操作用时达到多少毫秒即记入日志，并列出其最慢的语句；0 表示不记。',
      en: 'An operation that takes so many milliseconds or longer is told in the log with the slowest of its statements; 0 for none.',
    },
    read: wholeNumber(0, 3_600_000),
  },
  tracesTo: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    standard: '',
    meaning: {
      zh: '接收链路追踪（OpenTelemetry，OTLP/HTTP）的地址，如 http://collector:4318；不填则不追踪。其他标准变量（OTEL_…）见 docs/operating.md。',
      en: 'Where traces are sent (OpenTelemetry, OTLP over HTTP), such as http://collector:4318; without it there are none. The other standard variables (OTEL_…) stand in docs/operating.md.',
    },
    read: collectorAddress,
  },
  shutdownSeconds: {
    name: 'SHUTDOWN_SECONDS',
    standard: '10',
    meaning: {
      zh: '收到停止信号后，等待未完成请求的最长秒数。',
      en: 'How many seconds running requests have to finish once the program is told to stop.',
    },
    read: wholeNumber(1, 3_600),
  },
  ...LIMIT_SETTINGS,
  webhookKey: {
    name: 'WEBHOOK_KEY',
    standard: '',
    meaning: {
      zh: '推导回调签名密钥的主密钥：Base64 文本（至少 32 字节），或存放它的文件；不填则在首次启动时生成，保存在数据文件夹的 webhook-key。',
      en: 'The key that the secrets of webhooks follow from: 32 bytes or more in base64, or the file that holds them; without it one is made at the first start and kept as webhook-key in the data folder.',
    },
    read: word,
  },
  webhookNetworks: {
    name: 'WEBHOOK_NETWORKS',
    standard: '',
    meaning: {
      zh: '回调可以发往的内部地址或网段，用逗号分隔；默认只发往公网地址。含本机（127.0.0.0/8）时，发往本机可用 http://。',
      en: 'Private addresses or networks that webhooks may lead to, by commas; by default only public addresses. To this machine (127.0.0.0/8), where it is among them, also by http://.',
    },
    read: networks,
  },
  webhookSeconds: {
    name: 'WEBHOOK_TIMEOUT_SECONDS',
    standard: '10',
    meaning: { zh: '等待回调接收方应答的最长秒数。', en: 'How many seconds the receiver of a webhook has to answer.' },
    read: wholeNumber(1, 60),
  },
  webhookDays: {
    name: 'WEBHOOK_GIVE_UP_DAYS',
    standard: '5',
    meaning: {
      zh: '回调连续失败多少天后放弃，并列入其单位的待办。',
      en: 'After how many days of failures alone a webhook is given up, which then waits for its organisation.',
    },
    read: wholeNumber(1, 90),
  },
  evidenceFolder: {
    name: 'EVIDENCE_FOLDER',
    standard: '',
    meaning: {
      zh: '存放佐证文件的文件夹；不填则为 DATA_FOLDER 中的 evidence。它须与数据库一起备份。',
      en: 'The folder that evidence files are kept in: evidence in DATA_FOLDER by default. It belongs to the backup, with the database.',
    },
    read: word,
  },
  evidenceBucket: {
    name: 'EVIDENCE_S3_BUCKET',
    standard: '',
    meaning: {
      zh: '兼容 S3 的存储桶的完整地址，如 https://桶名.oss-cn-kunming.aliyuncs.com 或 http://minio:9000/桶名；填写后佐证文件存入其中。',
      en: 'The whole address of a bucket that speaks S3, such as https://bucket.s3.cn-north-1.amazonaws.com.cn or http://minio:9000/bucket; with it evidence files are kept there.',
    },
    read: bucketAddress,
  },
  evidenceRegion: {
    name: 'EVIDENCE_S3_REGION',
    standard: 'us-east-1',
    meaning: { zh: '存储桶所在的区域。', en: 'The region of the bucket.' },
    read: word,
  },
  evidenceAccessKey: {
    name: 'EVIDENCE_S3_ACCESS_KEY',
    standard: '',
    meaning: { zh: '存储桶的访问密钥 ID。', en: 'The id of the key that the bucket takes.' },
    read: word,
  },
  evidenceSecretKey: {
    name: 'EVIDENCE_S3_SECRET_KEY',
    standard: '',
    meaning: { zh: '该访问密钥。', en: 'That key itself.' },
    read: word,
  },
} as const satisfies Record<string, Setting<unknown>>;

export type Settings = { readonly [Key in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Key]['read']> };

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every setting. Throws a StartFailure that names the first one that is not good. */
export function readSettings(environment: Environment): Settings {
  const entries = Object.entries(SETTINGS).map(([key, setting]) => [key, readSetting(setting, environment)]);
  return Object.fromEntries(entries) as Settings;
}

function readSetting({ name, standard, read }: Setting<unknown>, environment: Environment): unknown {
  // An empty variable is one that a compose file or a shell passed on without a value.
  const text = environment[name]?.trim() || standard;
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof Expectation)) throw error;
    const { zh, en } = error.messages;
    throw new StartFailure({
      zh: `设置 ${name} 应为${zh}${error.hidesValue ? '' : `，收到的是“${text}”`}。`,
      en: `the setting ${name} must be ${en}${error.hidesValue ? '' : `, got "${text}"`}.`,
    });
  }
}
