import type { Account, Platform } from './platform.js';
import type { World } from './world.js';

let drafted = 0;

/** An agreement as it is drafted in most tests, or what else is given. */
export function draftOf(pairing: string, input: object = {}): object {
  drafted += 1;
  return { pairing, number: `沪滇〔2016〕${drafted}号`, title: '东西部协作协议', startsOn: '2016-01-01', ...input };
}

export const SIGNED = { signedOn: '2016-01-05', signatoryName: '张三', signatoryTitle: '主任' };

/** An agreement behind Shanghai's pairing with the province, or another one of Shanghai's, signed by both sides. */
export async function agreementInForce(platform: Platform, world: World, pairing = world.pairing, place: Account = world.province): Promise<string> {
  const agreement = await platform.done(world.shanghai, 'draftAgreement', draftOf(pairing));
  for (const as of [world.shanghai, place]) await platform.done(as, 'signAgreement', { agreement, ...SIGNED });
  return agreement;
}
