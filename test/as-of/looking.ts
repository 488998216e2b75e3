import { setTimeout as pause } from 'node:timers/promises';
import type { Account, Platform } from '../support/platform.js';

/** An instant between what was written before and what will be after it. The stamps are finer than what a client can say. */
export async function instant(): Promise<string> {
  await pause(2);
  const now = new Date().toISOString();
  await pause(2);
  return now;
}

/** Asks for fields of the root with and without an instant. `@` stands for the argument, alone or among others. */
export function sourceAt(fields: string, asOf: string | null): string {
  const argument = asOf === null ? '' : `asOf: "${asOf}"`;
  return `{ ${fields.replaceAll('(@)', argument === '' ? '' : `(${argument})`).replaceAll('@', argument)} }`;
}

/** The answer at an instant, or at present. */
// biome-ignore lint/suspicious/noExplicitAny: an answer has whatever was selected
export function readAt({ read }: Platform, fields: string, asOf: string | null, as?: Account): Promise<any> {
  return read(sourceAt(fields, asOf), as === undefined ? {} : { as });
}

const MONEY = 'money { flowClass stage net { fen } gross { fen } rows }';

/** What is asked of an impact: by every way that an answer is worked out. */
export const IMPACT = `${MONEY} total(flowClasses: [DONATION, FISCAL]) { net { fen } }
  counts { contributions projects partners pairings places(level: COUNTY) } inKind { form unit quantity lines }
  people { unit low high } leftOut { reason flowClass stage rows amount { fen } } matched { role amount { fen } }
  counties: breakdown(by: [COUNTY, YEAR], first: 100) { nodes { county { code } year projects ${MONEY} } }
  givers: breakdown(by: [PARTNER], first: 100) { nodes { partner { id nameZh } partners ${MONEY} } }
  sectors: breakdown(by: [SECTOR, FLOW_CLASS], first: 100) { nodes { sector { code } flowClass ${MONEY} } }
  contributions(first: 100) { totalCount nodes { id state live amount { fen } } }
  publishedFigures { figure { code } ledger }`;

/** What everybody may ask of what the tests write. */
export const EVERYTHING = `impact(@) { ${IMPACT} }
  contributions(first: 100, @) { totalCount nodes { id state live note amount { fen } partner { id nameZh } places { place { code } amount { fen } }
    lines { item quantity } sectors { share } corrects { id } correctedBy { id } period { code closedAt }
    confirmations(first: 20) { nodes { amount { fen } lines { quantity } } } messages(first: 20) { nodes { body } } } }
  projects(first: 100, @) { nodes { id nameZh status places { place { code } } acceptances { step } contributions(first: 50) { nodes { id } } } }
  funds(first: 100, @) { nodes { id balance { fen } available { fen } } }
  reportingPeriods(first: 20, @) { nodes { code versions(first: 20) { nodes { version figures { gross { fen } } } } } }
  correctionRequests(first: 20, @) { nodes { state } }`;
