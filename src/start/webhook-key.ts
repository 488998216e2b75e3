import { join } from 'node:path';
import type { Config } from '../config.js';
import { newWebhookKey, type WebhookKey, webhookKey } from '../webhook/secret.js';
import { KEY_FILES, keptKey, keyFile } from './kept-key.js';
import { StartFailure } from './start-failure.js';

const FILE = KEY_FILES.webhooks;
const SETTING = 'WEBHOOK_KEY';
const WHAT = { zh: '回调的密钥', en: 'the key of the webhooks' };

/** The key that the secrets of webhooks follow from: the one that is set, or one that is made at the first start and kept in the data folder. */
export async function loadWebhookKey({ webhooks, dataFolder }: Pick<Config, 'webhooks' | 'dataFolder'>): Promise<WebhookKey> {
  const { key } = webhooks;
  if (key === '') {
    return keyIn(await keptKey({ folder: dataFolder, file: FILE, make: newWebhookKey, what: WHAT, setting: SETTING }), join(dataFolder, FILE));
  }
  if (isBase64(key)) return keyIn(key, SETTING);
  return keyIn(await keyFile(key, SETTING), key);
}

/** The key itself, and not a file: 32 bytes are 44 characters. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]{43,}={0,2}$/.test(text) && !text.startsWith('/');
}

function keyIn(text: string, where: string): WebhookKey {
  try {
    return webhookKey(text);
  } catch {
    throw new StartFailure({
      zh: `${where} 不是 Base64 写成的、至少 32 字节的密钥；可用 openssl rand -base64 32 生成一个。`,
      en: `${where} is no key of 32 bytes or more in base64; openssl rand -base64 32 makes one.`,
    });
  }
}
