import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { nameProblem } from '../shared/text.js';
import { checkedText } from '../writing/text.rules.js';
import { ipIn, isLoopback, mayBeSentTo, type Networks } from './addresses.js';
import type { CreateWebhookInput, ReplayWebhookInput } from './webhook.input.js';

/** The most webhooks of an organisation that are not disabled. */
export const MOST_WEBHOOKS = 20;

export function checkWebhook(broken: BrokenRule[], { name, url, kinds }: CreateWebhookInput, count: number, networks: Networks): void {
  checkedText(broken, ['input', 'name'], name, { max: 100 });
  if (!isGoodAddress(url, networks)) {
    addBroken(broken, 'WEBHOOK_ADDRESS', ['input', 'url'], {
      zh: '地址须以 https:// 开头，不超过 2000 个字符，不含用户名、密码、# 和看不见的字符，并且不指向内部网络。',
      en: 'The address must begin with https://, have at most 2,000 characters, no user name, password, # or invisible character, and not lead into a private network.',
    });
  }
  if (kinds?.length === 0) {
    addBroken(broken, 'NO_KINDS', ['input', 'kinds'], {
      zh: '请至少选一种事件；不填则为全部。',
      en: 'Choose at least one kind; leave it out for all.',
    });
  }
  if (count >= MOST_WEBHOOKS) {
    addBroken(broken, 'TOO_MANY_WEBHOOKS', ['input'], {
      zh: `一个单位最多有 ${MOST_WEBHOOKS} 个未停用的回调，请先停用不再需要的。`,
      en: `An organisation has at most ${MOST_WEBHOOKS} webhooks that are not disabled; disable one that is not needed any more.`,
    });
  }
}

/** What a name leads to is looked at with each connection (addresses.ts). */
function isGoodAddress(text: string, networks: Networks): boolean {
  if (nameProblem(text, { max: 2000 }) !== null || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  const address = ipIn(url);
  if (address !== null && !mayBeSentTo(address, networks)) return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && networks.length > 0 && (address === null ? url.hostname === 'localhost' : isLoopback(address));
}

export function checkReplay(broken: BrokenRule[], { afterPosition, from, delivery }: ReplayWebhookInput, end: bigint): void {
  if ([afterPosition, from, delivery].filter((one) => one != null).length !== 1) {
    addBroken(broken, 'REPLAY_FROM', ['input'], {
      zh: 'afterPosition、from、delivery 须且只须填写一项。',
      en: 'Exactly one of afterPosition, from and delivery says what to send once more.',
    });
  }
  if (afterPosition != null && !(/^\d{1,18}$/.test(afterPosition) && BigInt(afterPosition) <= end)) {
    addBroken(broken, 'POSITION_MALFORMED', ['input', 'afterPosition'], {
      zh: `afterPosition 须为 0 至 ${end} 的整数。`,
      en: `afterPosition must be a whole number from 0 to ${end}.`,
    });
  }
}
