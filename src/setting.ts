import { isIP } from 'node:net';
import type { Message } from './shared/errors/messages.js';

/** One setting: an environment variable, what holds without it, and what it means. */
export interface Setting<Value> {
  readonly name: string;
  readonly standard: string;
  readonly meaning: Message;
  /** Why there is such a setting, where that is no matter of course. */
  readonly why?: Message;
  readonly read: (text: string) => Value;
}

/** What a setting should have been. */
export class Expectation extends Error {
  constructor(
    readonly messages: Message,
    /** The value may hold a password, and what is printed here ends up in logs. */
    readonly hidesValue = false,
  ) {
    super(messages.en);
  }
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Expectation({ zh: ` ${least} 到 ${most} 之间的整数`, en: `a whole number from ${least} to ${most}` });
  };
}

export function trueOrFalse(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Expectation({ zh: ' true 或 false', en: 'true or false' });
}

export function oneOf<Choice extends string>(choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((one) => one === text);
    if (choice !== undefined) return choice;
    throw new Expectation({ zh: `${choices.join('、')} 之一`, en: `one of ${choices.join(', ')}` });
  };
}

export function word(text: string): string {
  return text;
}

/** Kept as it is written, because a provider's address is compared letter by letter. */
export function webAddress(text: string): string {
  if (text === '') return text;
  const address = URL.canParse(text) ? new URL(text) : null;
  const isLocal = address !== null && ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname);
  if (address?.protocol === 'https:' || (address?.protocol === 'http:' && isLocal)) return text;
  throw new Expectation({
    zh: '以 https:// 开头的地址（本机可用 http://）',
    en: 'an address that begins with https:// (http:// on this machine only)',
  });
}

/** A bucket may stand beside the platform in a network of their own, where nothing is encrypted. */
export function bucketAddress(text: string): string {
  if (text === '' || isPlainAddress(text)) return text;
  throw new Expectation({ zh: '存储桶的 https:// 或 http:// 地址', en: 'the address of a bucket, with https:// or http://' });
}

/** So does a collector. */
export function collectorAddress(text: string): string {
  if (text === '' || isPlainAddress(text)) return text;
  throw new Expectation({ zh: '接收方的 https:// 或 http:// 地址', en: 'the address of a collector, with https:// or http://' }, true);
}

function isPlainAddress(text: string): boolean {
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') return false;
  return address.search === '' && address.hash === '' && address.username === '';
}

export function networks(text: string): readonly string[] {
  const list = text.split(',').map((part) => part.trim());
  if (text === '') return [];
  if (list.every(isNetwork)) return list;
  throw new Expectation({ zh: '用逗号分隔的 IP 地址或网段', en: 'IP addresses or networks, by commas' });
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most >= 0 && rest.length === 0 && (bits === '' ? !text.includes('/') : /^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

export function databaseUrls(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((part) => databaseUrl(part.trim()) as string);
}

export function databaseUrl(text: string): string | null {
  if (text === '') return null;
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new Expectation(
    {
      zh: '形如 postgres://用户:密码@主机:5432/数据库 的地址（密码中的特殊字符要用 %XX 转写）',
      en: 'an address such as postgres://user:password@host:5432/database (special characters in the password written as %XX)',
    },
    true,
  );
}
