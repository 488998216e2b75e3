import { join } from 'node:path';
import type { Config } from '../config.js';
import { newSigningKey, type SigningKey, signingKey } from '../history/signing-key.js';
import { KEY_FILES, keptKey, keyFile } from './kept-key.js';
import { StartFailure } from './start-failure.js';

const FILE = KEY_FILES.history;
const SETTING = 'HISTORY_SIGNING_KEY';
const WHAT = { zh: '变更记录的签名密钥', en: 'the key that signs the history' };

/** The key that the history's heads are signed by: the one that is set, or one that is made at the first start and kept in the data folder. */
export async function loadSigningKey({ historyKey, dataFolder }: Pick<Config, 'historyKey' | 'dataFolder'>): Promise<SigningKey> {
  if (historyKey === '') {
    return keyIn(await keptKey({ folder: dataFolder, file: FILE, make: newSigningKey, what: WHAT, setting: SETTING }), join(dataFolder, FILE));
  }
  // A PEM that is passed in a variable may have its lines apart by \n, written out.
  if (historyKey.startsWith('-----BEGIN')) return keyIn(historyKey.replaceAll('\\n', '\n'), SETTING);
  return keyIn(await keyFile(historyKey, SETTING), historyKey);
}

function keyIn(pem: string, where: string): SigningKey {
  try {
    return signingKey(pem);
  } catch {
    throw new StartFailure({
      zh: `${where} 不是 Ed25519 私钥（PKCS #8 PEM）；可用 openssl genpkey -algorithm ed25519 生成一个。`,
      en: `${where} is no private key of Ed25519 in PKCS #8 PEM; openssl genpkey -algorithm ed25519 makes one.`,
    });
  }
}
