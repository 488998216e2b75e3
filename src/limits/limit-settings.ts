import { USUAL_SIGN_IN_LIMITS } from '../account/sign-in-attempts.js';
import { type Setting, wholeNumber } from '../setting.js';
import type { ErrorCode } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';

/** What a caller is told who goes beyond a limit: an error with its HTTP status and code, a socket that is closed with a code, or nothing. */
export interface Told {
  readonly status?: number;
  readonly code?: ErrorCode | 'BAD_REQUEST';
  /** `extensions.limit`, or `extensions.reason` where there is one. */
  readonly limit?: string;
  readonly reason?: string;
  /** How a WebSocket is closed. */
  readonly close?: number;
}

/** A setting that bounds what callers may ask. */
export interface Limit extends Setting<number> {
  readonly group: Group;
  readonly unit: Unit;
  /** Why there is such a limit, and why it is what it is. */
  readonly why: Message;
  readonly told: Told;
}

/** What the limits are of, in the order in which a request meets them. */
export type Group = 'connection' | 'document' | 'cost' | 'subscription' | 'sign-in' | 'file';

type Unit = 'bytes' | 'seconds' | 'minutes' | 'rows' | 'number';

const REFUSED = (limit: string, status = 400): Told => ({ status, code: 'LIMIT_EXCEEDED', limit });
const CLOSED: Told = {};
const TOO_SLOW: Told = { status: 408, code: 'BAD_REQUEST' };
const TOO_MANY: Told = { close: 4429 };

/** Everything that bounds a caller, each for its reason. docs/limits.md lists them. */
export const LIMIT_SETTINGS = {
  connections: {
    name: 'LIMIT_CONNECTIONS',
    standard: '20000',
    group: 'connection',
    unit: 'number',
    meaning: { zh: '一个服务进程同时保持的连接的最多个数。', en: 'The most connections that a process holds at the same time.' },
    why: {
      zh: '每个连接都占内存和一个文件描述符，用尽后连健康检查也无法应答。',
      en: 'Each takes memory and a file descriptor, and once those are used up not even the health is told.',
    },
    told: CLOSED,
    read: wholeNumber(10, 1_000_000),
  },
  headerBytes: {
    name: 'LIMIT_HEADER_BYTES',
    standard: '16384',
    group: 'connection',
    unit: 'bytes',
    meaning: { zh: '请求头的最大字节数，含地址。', en: 'The most bytes in the headers of a request, with its address.' },
    why: {
      zh: '请求头在识别调用者之前就要全部读入；令牌和最长的已登记查询远小于此。',
      en: 'They are held whole before it is known who asks; a token and the longest address of a registered operation are far below.',
    },
    told: { status: 431, code: 'LIMIT_EXCEEDED', limit: 'headerBytes' },
    read: wholeNumber(4_096, 1_048_576),
  },
  headerSeconds: {
    name: 'LIMIT_HEADER_SECONDS',
    standard: '30',
    group: 'connection',
    unit: 'seconds',
    meaning: {
      zh: '连接后须在多少秒内发完请求头。',
      en: 'How many seconds a client has to send its headers, from the moment that it connects.',
    },
    why: {
      zh: '防止只连接不发送（半开），或一字节一字节发送的客户端长期占用连接。',
      en: 'So that one who connects and says nothing (half-open), or a byte at a time, does not keep a connection.',
    },
    told: TOO_SLOW,
    read: wholeNumber(1, 600),
  },
  bodySeconds: {
    name: 'LIMIT_BODY_SECONDS',
    standard: '30',
    group: 'connection',
    unit: 'seconds',
    meaning: { zh: '须在多少秒内发完请求正文；佐证文件除外。', en: 'How many seconds a client has to send a body; evidence files have their own.' },
    why: { zh: '同上：慢速正文同样占用连接。', en: 'A slow body keeps a connection as slow headers do.' },
    told: TOO_SLOW,
    read: wholeNumber(1, 600),
  },
  uploadSeconds: {
    name: 'LIMIT_UPLOAD_SECONDS',
    standard: '600',
    group: 'connection',
    unit: 'seconds',
    meaning: { zh: '须在多少秒内发完一个佐证文件。', en: 'How many seconds a client has to send an evidence file.' },
    why: {
      zh: '乡村线路慢：20 MB 在 0.3 Mbit/s 下约需九分钟。',
      en: 'Lines in villages are slow: 20 MB take nine minutes at 0.3 Mbit/s.',
    },
    told: TOO_SLOW,
    // What is left behind of an upload is taken away after an hour (src/evidence/incoming.ts).
    read: wholeNumber(1, 3_000),
  },
  idleSeconds: {
    name: 'LIMIT_IDLE_SECONDS',
    standard: '72',
    group: 'connection',
    unit: 'seconds',
    meaning: { zh: '应答之后，空闲连接保持多少秒。', en: 'How many seconds a connection is kept open after an answer, where nothing more is asked.' },
    why: {
      zh: '比常见负载均衡的 60 秒略长，这样总是由它先关闭，请求不会落在正被关闭的连接上。',
      en: 'Longer than the minute of common balancers, so that it is they who close, and no request meets a connection that is just being closed.',
    },
    told: CLOSED,
    read: wholeNumber(1, 3_600),
  },
  silentSeconds: {
    name: 'LIMIT_SILENT_SECONDS',
    standard: '120',
    group: 'connection',
    unit: 'seconds',
    meaning: {
      zh: '应答过程中，连接上两个方向都没有数据的最长秒数。',
      en: 'How many seconds may pass on a connection without a byte in either direction while it is being answered.',
    },
    why: {
      zh: '不取走应答的客户端，或已经消失而未断开的客户端，不得长期占用内存和文件。比最慢的语句长得多。',
      en: 'One who does not take its answer, or is gone without a word, must not keep memory and files; it is far longer than the slowest statement.',
    },
    told: CLOSED,
    read: wholeNumber(1, 3_600),
  },
  bodyBytes: {
    name: 'LIMIT_BODY_BYTES',
    standard: '1048576',
    group: 'connection',
    unit: 'bytes',
    meaning: { zh: '请求正文的最大字节数；不接受压缩的正文。', en: 'The most bytes in the body of a request; compressed bodies are not taken.' },
    why: {
      zh: '正文整个读入内存并解析；一次确认 200 笔投入约 100 KB。',
      en: 'A body is held whole and parsed; confirming 200 contributions at once takes some 100 KB.',
    },
    told: REFUSED('bodyBytes', 413),
    read: wholeNumber(1_024, 100_000_000),
  },
  documentBytes: {
    name: 'LIMIT_DOCUMENT_BYTES',
    standard: '65536',
    group: 'document',
    unit: 'bytes',
    meaning: { zh: '一份查询文档的最大字节数。', en: 'The most bytes of a GraphQL document.' },
    why: {
      zh: '用过的文档会保留几百份；值应放在变量中，2000 个词元很少超过 30 KB。',
      en: 'Some hundred documents are kept; values belong into variables, and 2,000 tokens are hardly ever more than 30 KB.',
    },
    told: REFUSED('documentBytes'),
    read: wholeNumber(1_024, 10_000_000),
  },
  tokens: {
    name: 'LIMIT_TOKENS',
    standard: '2000',
    group: 'document',
    unit: 'number',
    meaning: { zh: '一份查询文档的最多词元数。', en: 'The most tokens in a GraphQL document.' },
    why: {
      zh: '解析先于对文档内容的其他限制，其用时随词元数增长；完整的内省查询约 500 个。',
      en: 'Parsing comes before the other limits of what is in a document, and takes longer the more there are; the whole introspection has some 500.',
    },
    told: REFUSED('tokens'),
    read: wholeNumber(100, 1_000_000),
  },
  depth: {
    name: 'LIMIT_DEPTH',
    standard: '15',
    group: 'document',
    unit: 'number',
    meaning: { zh: '查询的最大嵌套层数。', en: 'The most levels that fields are nested in.' },
    why: { zh: '每一层在同一条语句中多一层子查询。', en: 'Each level is one more subselect of the same statement.' },
    told: REFUSED('depth'),
    read: wholeNumber(1, 100),
  },
  aliases: {
    name: 'LIMIT_ALIASES',
    standard: '60',
    group: 'document',
    unit: 'number',
    meaning: { zh: '一份查询文档中别名的最多个数。', en: 'The most aliases in a GraphQL document.' },
    why: {
      zh: '别名让同一字段在一次请求中被问很多遍。',
      en: 'By an alias the same field is asked once more in the same request.',
    },
    told: REFUSED('aliases'),
    read: wholeNumber(0, 10_000),
  },
  rootFields: {
    name: 'LIMIT_ROOT_FIELDS',
    standard: '20',
    group: 'document',
    unit: 'number',
    meaning: { zh: '一次操作最外层字段的最多个数。', en: 'The most fields at the root of an operation.' },
    why: {
      zh: '最外层的每个字段是一条语句，或一次独立的写入。',
      en: 'Each is a statement of its own, or a write of its own.',
    },
    told: REFUSED('rootFields'),
    read: wholeNumber(1, 1_000),
  },
  directives: {
    name: 'LIMIT_DIRECTIVES',
    standard: '50',
    group: 'document',
    unit: 'number',
    meaning: { zh: '一份查询文档中指令（@skip、@include）的最多个数。', en: 'The most directives (@skip, @include) in a GraphQL document.' },
    why: {
      zh: '每个指令都要校验并在执行时求值，而有意义的用法只需几个。',
      en: 'Each is validated and evaluated, and what makes sense needs a few.',
    },
    told: REFUSED('directives'),
    read: wholeNumber(0, 10_000),
  },
  fragments: {
    name: 'LIMIT_FRAGMENTS',
    standard: '60',
    group: 'document',
    unit: 'number',
    meaning: { zh: '一份查询文档中片段定义的最多个数。', en: 'The most fragments that a GraphQL document defines.' },
    why: {
      zh: '字段能否合并须对片段两两比较，用时随个数的平方增长。互相嵌套的片段另由 LIMIT_DEPTH 和 LIMIT_COST 限制，成环的一律拒绝。',
      en: 'Whether fields can be merged is looked at for each fragment with each other one. Those within each other are bounded by LIMIT_DEPTH and LIMIT_COST, and a circle of them is refused.',
    },
    told: REFUSED('fragments'),
    read: wholeNumber(0, 10_000),
  },
  operations: {
    name: 'LIMIT_OPERATIONS',
    standard: '30',
    group: 'document',
    unit: 'number',
    meaning: { zh: '一份查询文档中操作的最多个数；执行的总是其中一个。', en: 'The most operations in a GraphQL document, of which one is run.' },
    why: {
      zh: '所有操作都要校验，而只执行一个；查询工具中的一页有时写几个。',
      en: 'All of them are validated and one is run; a page of an explorer sometimes has several.',
    },
    told: REFUSED('operations'),
    read: wholeNumber(1, 1_000),
  },
  overlaps: {
    name: 'LIMIT_OVERLAPS',
    standard: '1000',
    group: 'document',
    unit: 'number',
    meaning: {
      zh: '一份查询文档中同名字段两两成对的最多对数；同一字段写 n 遍是 n(n-1)/2 对。',
      en: 'The most pairs of fields in a GraphQL document that have one name in the answer: a field that is written n times makes n(n-1)/2.',
    },
    why: {
      zh: '每一对都要比较能否合并：把一个字段写二百遍的短文档，校验就要几秒。',
      en: 'Whether they can be merged is looked at for each pair: a short document that writes a field two hundred times takes seconds to validate.',
    },
    told: REFUSED('overlaps'),
    read: wholeNumber(10, 1_000_000),
  },
  listItems: {
    name: 'LIMIT_LIST_ITEMS',
    standard: '500',
    group: 'document',
    unit: 'number',
    meaning: { zh: '文档或变量中一个列表的最多项数。', en: 'The most items of one list, in the document or in the variables.' },
    why: {
      zh: '每一项都要检查，不合格的每一项都会报错；接口中最长的列表是 200 项（confirmContributions）。',
      en: 'Each is looked at, and each that is wrong is told; the longest list of the API has 200 (confirmContributions).',
    },
    told: REFUSED('listItems'),
    read: wholeNumber(10, 100_000),
  },
  errors: {
    name: 'LIMIT_ERRORS',
    standard: '20',
    group: 'document',
    unit: 'number',
    meaning: {
      zh: '一次应答中错误的最多个数；其余只给出个数。',
      en: 'The most errors in an answer; of the others their number is told.',
    },
    why: {
      zh: '一行中不可读的字段在每一行都会报错，应答不应因此变得很大。',
      en: 'A field that cannot be read is an error of each row, and an answer must not grow by that.',
    },
    told: REFUSED('errors', 200),
    read: wholeNumber(1, 100),
  },
  cost: {
    name: 'LIMIT_COST',
    standard: '100000',
    group: 'cost',
    unit: 'rows',
    meaning: {
      zh: '一次操作的最大开销：最多可能读取的行数，嵌套列表的条数相乘；计一次总数算 50 行，没有现成汇总、须逐行累计台账的成效按二十五倍计。应答的 extensions.cost 给出该数。',
      en: 'The highest cost of an operation: how many rows it may read, the sizes of nested lists multiplied; a total count is taken as 50 rows, and an impact that has to be added up from the ledger as 25-fold. Each answer gives it as extensions.cost.',
    },
    why: {
      zh: '文档很短的查询也可能读取全部台账。',
      en: 'A short document can ask for all of the ledger.',
    },
    told: REFUSED('cost'),
    read: wholeNumber(100, 100_000_000),
  },
  costPerMinutePublic: {
    name: 'LIMIT_COST_PER_MINUTE_PUBLIC',
    standard: '3000000',
    group: 'cost',
    unit: 'rows',
    meaning: {
      zh: '未登录者每分钟在一个服务进程上的总开销，按网络地址计；按字段计算，别名和多次请求一样。',
      en: 'The cost of all that one network address may ask of a process within a minute without signing in. It is counted by field, so that aliases cost what requests do.',
    },
    why: {
      zh: '防止一个地址占满服务；门户可改用服务令牌，或按地址读取已登记的查询，内容不变时不计开销。',
      en: 'So that none takes the whole service; a portal has more with a service token, and what it reads by the address of a registered operation costs nothing while nothing has changed.',
    },
    told: REFUSED('costPerMinute', 429),
    read: wholeNumber(100, 1_000_000_000_000),
  },
  costPerMinuteAccount: {
    name: 'LIMIT_COST_PER_MINUTE_ACCOUNT',
    standard: '6000000',
    group: 'cost',
    unit: 'rows',
    meaning: { zh: '同一账号每分钟在一个服务进程上的总开销。', en: 'The same for one account.' },
    why: { zh: '登录者可以追究，故多于公众。', en: 'One who signs in can be asked about it, and has more than the public.' },
    told: REFUSED('costPerMinute', 429),
    read: wholeNumber(100, 1_000_000_000_000),
  },
  costPerMinuteMachine: {
    name: 'LIMIT_COST_PER_MINUTE_MACHINE',
    standard: '12000000',
    group: 'cost',
    unit: 'rows',
    meaning: { zh: '同一服务令牌每分钟在一个服务进程上的总开销。', en: 'The same for one service token.' },
    why: { zh: '一个系统常为许多人查询。', en: 'A system often asks for many people.' },
    told: REFUSED('costPerMinute', 429),
    read: wholeNumber(100, 1_000_000_000_000),
  },
  missesPerMinute: {
    name: 'LIMIT_MISSES_PER_MINUTE',
    standard: '600',
    group: 'cost',
    unit: 'number',
    meaning: {
      zh: '同一调用者每分钟在一个服务进程上按编号、代码查找而没有找到的最多次数；一次请求中的每个别名都算一次。',
      en: 'How often a caller may look for something by an id or a code and find nothing, of a process within a minute; each alias of a request counts.',
    },
    why: {
      zh: '逐个猜测编号、信用代码的，几乎都找不到；正常使用很少找不到。开销限制不足以挡住猜测，因为查一个编号几乎不花开销。',
      en: 'Whoever guesses ids or credit codes nearly always finds nothing, and who works hardly ever. The cost does not hold it up, because looking for one costs next to nothing.',
    },
    told: REFUSED('missesPerMinute', 429),
    read: wholeNumber(10, 1_000_000_000),
  },
  sockets: {
    name: 'LIMIT_SOCKETS',
    standard: '1000',
    group: 'subscription',
    unit: 'number',
    meaning: { zh: '一个服务进程上订阅连接（WebSocket）的最多个数。', en: 'The most sockets for subscriptions (WebSocket) that a process serves.' },
    why: {
      zh: '每个事件都要为每个订阅者重新核对权限。',
      en: 'For each that subscribes rights are looked at anew with each event.',
    },
    told: { status: 503, code: 'SERVICE_UNAVAILABLE' },
    read: wholeNumber(1, 100_000),
  },
  socketsPerCaller: {
    name: 'LIMIT_SOCKETS_PER_CALLER',
    standard: '20',
    group: 'subscription',
    unit: 'number',
    meaning: {
      zh: '同一账号在一个服务进程上订阅连接的最多个数；未登录的按网络地址计。',
      en: 'The most of them that one account has, or one network address of whoever is not signed in.',
    },
    why: {
      zh: '不让一个调用者占满上述个数；一个人开几个浏览器窗口就有几个。',
      en: 'So that one does not take all of those; somebody with several windows has several.',
    },
    told: { status: 429, code: 'LIMIT_EXCEEDED', limit: 'socketsPerCaller', close: 4429 },
    read: wholeNumber(1, 100_000),
  },
  subscriptions: {
    name: 'LIMIT_SUBSCRIPTIONS',
    standard: '20',
    group: 'subscription',
    unit: 'number',
    meaning: { zh: '一个连接上订阅的最多个数。', en: 'The most subscriptions of a socket.' },
    why: { zh: '每个订阅在每个事件后都要重新读取。', en: 'Each of them is read anew with each event.' },
    told: { code: 'LIMIT_EXCEEDED', limit: 'subscriptions' },
    read: wholeNumber(1, 1_000),
  },
  messageBytes: {
    name: 'LIMIT_MESSAGE_BYTES',
    standard: '65536',
    group: 'subscription',
    unit: 'bytes',
    meaning: { zh: '客户端在连接上发来的一条消息的最大字节数。', en: 'The most bytes of a message that a client sends by a socket.' },
    why: { zh: '客户端只发送令牌和订阅语句。', en: 'A client sends a token and documents, and nothing else.' },
    told: { close: 1009 },
    read: wholeNumber(1_024, 10_000_000),
  },
  messages: {
    name: 'LIMIT_MESSAGES',
    standard: '200',
    group: 'subscription',
    unit: 'number',
    meaning: { zh: '客户端十秒内在一个连接上发来消息的最多条数。', en: 'The most messages that a client sends by a socket within ten seconds.' },
    why: {
      zh: '每条消息都要解析；反复订阅又退订也要开销。',
      en: 'Each is parsed, and to subscribe and let go over and over costs as well.',
    },
    told: TOO_MANY,
    read: wholeNumber(10, 100_000),
  },
  unsentBytes: {
    name: 'LIMIT_UNSENT_BYTES',
    standard: '1000000',
    group: 'subscription',
    unit: 'bytes',
    meaning: { zh: '一个连接上等待客户端接收的最大字节数。', en: 'The most bytes that wait on a socket for its client to take them.' },
    why: { zh: '不接收的客户端会使内存不断增长。', en: 'The memory of the process would grow with a client that does not take what it is sent.' },
    told: { close: 1006 },
    read: wholeNumber(10_000, 100_000_000),
  },
  socketInitSeconds: {
    name: 'SOCKET_INIT_SECONDS',
    standard: '5',
    group: 'subscription',
    unit: 'seconds',
    meaning: { zh: '连接后须在多少秒内说明身份（connection_init）。', en: 'How many seconds a socket has to say who it is (connection_init).' },
    why: { zh: '身份不明的连接只能按地址计数。', en: 'Before that it counts for its address alone.' },
    told: { close: 4408 },
    read: wholeNumber(1, 60),
  },
  socketIdleSeconds: {
    name: 'LIMIT_SOCKET_IDLE_SECONDS',
    standard: '300',
    group: 'subscription',
    unit: 'seconds',
    meaning: { zh: '没有任何订阅的连接保持多少秒。', en: 'How many seconds a socket is kept open that subscribes to nothing.' },
    why: {
      zh: '不订阅的连接占着别人的位置；客户端需要时会再连接。',
      en: 'It has the place of another, and a client connects again when it needs to.',
    },
    told: { close: 1000 },
    read: wholeNumber(1, 86_400),
  },
  socketPingSeconds: {
    name: 'SOCKET_PING_SECONDS',
    standard: '20',
    group: 'subscription',
    unit: 'seconds',
    meaning: {
      zh: '每隔多少秒探询一次连接；到下一次仍无回应的即断开。',
      en: 'After how many seconds a socket is pinged, and dropped where it has not answered by the next time.',
    },
    why: {
      zh: '断电的客户端不会告别（半开连接）；中间设备常在一分钟无数据后断开。',
      en: 'A client whose power fails says no farewell (half-open), and what stands in between often closes what is silent for a minute.',
    },
    told: { close: 1006 },
    read: wholeNumber(1, 3_600),
  },
  socketCheckSeconds: {
    name: 'SOCKET_CHECK_SECONDS',
    standard: '30',
    group: 'subscription',
    unit: 'seconds',
    meaning: {
      zh: '没有通知时，每隔多少秒核对一次连接的令牌是否仍然有效；发出每条通知之前总要核对。',
      en: 'After how many seconds the token of a socket is looked at again where nothing is told; before anything is told it always is.',
    },
    why: { zh: '收回的令牌不应继续占着连接。', en: 'A token that was taken back must not keep a socket.' },
    told: { close: 4403 },
    read: wholeNumber(1, 3_600),
  },
  signInTries: {
    name: 'LIMIT_SIGN_IN_TRIES',
    standard: String(USUAL_SIGN_IN_LIMITS.ofName),
    group: 'sign-in',
    unit: 'number',
    meaning: {
      zh: '同一登录名在规定时间内登录失败的最多次数，所有进程合计。',
      en: 'How many tries to sign in by one name may fail within the span, over all processes.',
    },
    why: { zh: '使密码无法逐个试出。', en: 'So that no password is found by trying.' },
    told: { status: 429, code: 'LIMIT_EXCEEDED', reason: 'TOO_MANY_ATTEMPTS' },
    read: wholeNumber(1, 1_000),
  },
  signInTriesPerAddress: {
    name: 'LIMIT_SIGN_IN_TRIES_PER_ADDRESS',
    standard: String(USUAL_SIGN_IN_LIMITS.fromAddress),
    group: 'sign-in',
    unit: 'number',
    meaning: {
      zh: '同一网络地址在规定时间内登录失败的最多次数，所有进程合计。',
      en: 'How many tries to sign in from one address may fail within the span, over all processes.',
    },
    why: {
      zh: '使常见密码无法在许多账号上逐个试；一个县的办公室常共用一个地址，故较多。',
      en: 'So that a common password is not tried with every name; the offices of a county often share an address, so there are more.',
    },
    told: { status: 429, code: 'LIMIT_EXCEEDED', reason: 'TOO_MANY_ATTEMPTS' },
    read: wholeNumber(1, 100_000),
  },
  signInMinutes: {
    name: 'LIMIT_SIGN_IN_MINUTES',
    standard: String(USUAL_SIGN_IN_LIMITS.minutes),
    group: 'sign-in',
    unit: 'minutes',
    meaning: { zh: '登录失败次数按多少分钟计算。', en: 'The span of minutes that tries to sign in are counted in.' },
    why: { zh: '记错密码的人一刻钟后可以再试。', en: 'Whoever has mixed up a password tries again after a quarter of an hour.' },
    told: { status: 429, code: 'LIMIT_EXCEEDED', reason: 'TOO_MANY_ATTEMPTS' },
    read: wholeNumber(1, 1_440),
  },
  evidenceBytes: {
    name: 'EVIDENCE_MAX_BYTES',
    standard: '20971520',
    group: 'file',
    unit: 'bytes',
    meaning: { zh: '一个佐证文件的最大字节数。', en: 'The most bytes of an evidence file.' },
    why: { zh: '一份清晰的扫描件足够；文件永久保存。', en: 'Enough for a scan that can be read; files are kept for ever.' },
    told: REFUSED('evidenceBytes', 413),
    read: wholeNumber(1_024, 2_000_000_000),
  },
  evidenceDailyBytes: {
    name: 'EVIDENCE_DAILY_BYTES',
    standard: '524288000',
    group: 'file',
    unit: 'bytes',
    meaning: {
      zh: '一个单位一天内上传而未附到任何记录的文件的最大总字节数。',
      en: 'The most bytes that an organisation uploads within a day and binds to nothing.',
    },
    why: { zh: '存储空间不应被无主的文件占满。', en: 'So that the disk is not filled by what belongs to nothing.' },
    told: REFUSED('evidenceDailyBytes', 413),
    read: wholeNumber(1_024, 999_999_999_999),
  },
} as const satisfies Record<string, Limit>;
