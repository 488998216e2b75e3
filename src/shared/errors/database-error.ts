import { AppError, type BrokenRule, notFound, rulesBroken } from './app-error.js';
import type { Message } from './messages.js';

/** What the database says of an error, as far as it is used. Both drivers give these fields. */
interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly detail?: string;
  readonly message?: string;
}

/** A broken rule, or how it reads with the detail that the database gives. */
type ConstraintRule = BrokenRule | ((detail: string) => BrokenRule);

const constraintRules = new Map<string, ConstraintRule>();
const lookedUp = new Map<string, Message>();

/** Says what a constraint of the database means to a client when two writes meet and only the database sees it. */
export function declareConstraint(constraint: string, rule: ConstraintRule): void {
  constraintRules.set(constraint, rule);
}

/** Says what the rows of a table are called, for the look-ups that raise no_data_found. */
export function declareLookUp(table: string, what: Message): void {
  lookedUp.set(table, what);
}

/** Runs work against the database; what the database refuses for a client's reason becomes that client's error. */
export async function translatingDatabaseErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw translated(error) ?? error;
  }
}

/** What the driver says of a connection that it has lost or did not get. It has no codes for that. */
const CONNECTION_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after)/;

const UNAVAILABLE = /^(08(?!P01)|53|57P)|^ECONN|^ETIMEDOUT$|^EPIPE$/;
// Of a disk that files are kept on.
const NO_ROOM = /^(ENOSPC|EDQUOT)$/;
// Class 22 is what PostgreSQL says of data: out of range, not a character, not a date.
const UNUSABLE_VALUE = /^22/;
const STATEMENT_TOOK_TOO_LONG = '57014';
const LOCK_NOT_AVAILABLE = '55P03';
const RETRY = /^(40001|40P01|55P03)$/;

/** Whether a statement has waited for a lock in vain. */
export function isLockWaitedFor(error: unknown): boolean {
  return (error as DatabaseError | null)?.code === LOCK_NOT_AVAILABLE;
}

/** Whether a statement took longer than any may. */
export function isTooSlow(error: unknown): boolean {
  return (error as DatabaseError | null)?.code === STATEMENT_TOOK_TOO_LONG;
}

/** What a client is told of something that the database said; null of everything else. */
export function translated(error: unknown): AppError | null {
  const { code, constraint, table, detail, message } = (error ?? {}) as DatabaseError;
  if (code === undefined) return CONNECTION_LOST.test(message ?? '') ? unavailable() : null;
  const rule = constraint === undefined ? undefined : constraintRules.get(constraint);
  if (rule) return rulesBroken([typeof rule === 'function' ? rule(detail ?? '') : rule]);
  const what = code === 'P0002' && table !== undefined ? lookedUp.get(table) : undefined;
  if (what) return notFound(what, detail ?? '');
  if (RETRY.test(code)) {
    return new AppError(
      'CONFLICT',
      { zh: '同时有另一项写入，请重试。', en: 'Another write was under way; please try again.' },
      { reason: 'CONFLICT_RETRY' },
    );
  }
  if (UNUSABLE_VALUE.test(code)) {
    return new AppError(
      'BAD_USER_INPUT',
      {
        zh: '有一个值无法使用：日期或数字超出范围，或文字含有无效字符。',
        en: 'A value cannot be used: a date or number out of range, or a text with an invalid character.',
      },
      { reason: 'VALUE_UNUSABLE' },
    );
  }
  if (code === STATEMENT_TOOK_TOO_LONG) {
    return new AppError(
      'LIMIT_EXCEEDED',
      {
        zh: '这次查询用时过长，已被中止；请缩小范围或减少字段。',
        en: 'The query took too long and was stopped; ask for a narrower scope or fewer fields.',
      },
      { reason: 'STATEMENT_TIME' },
    );
  }
  if (NO_ROOM.test(code)) return noRoom();
  return UNAVAILABLE.test(code) ? unavailable() : null;
}

function noRoom(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', {
    zh: '服务器暂时没有存放文件的空间，请稍后重试。',
    en: 'The server has no room for files at present; please try again later.',
  });
}

function unavailable(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', {
    zh: '数据库暂时不可用，请稍后重试。',
    en: 'The database is not available; please try again shortly.',
  });
}
