import { confirmAndAccept } from '../support/life.js';
import type { Account, Asking, Platform } from '../support/platform.js';
import { gift } from '../support/world.js';

/** What most tests select of an impact. */
export const MONEY = 'money { flowClass stage net { fen } gross { fen } rows }';
export const LEFT_OUT = 'leftOut { reason flowClass stage rows amount { fen } }';

export interface ClassMoney {
  readonly flowClass: string;
  readonly stage: string;
  readonly net: { readonly fen: string };
  readonly gross: { readonly fen: string };
  readonly rows: number;
}

/** "DONATION DISBURSED 100/400 in 4": class and stage, net and gross in fen, rows. */
export function told({ flowClass, stage, net, gross, rows }: ClassMoney): string {
  return `${flowClass} ${stage} ${net.fen}/${gross.fen} in ${rows}`;
}

/** The impact of what the source names, such as `place(code: "53")`, or of the whole where it names nothing. */
// biome-ignore lint/suspicious/noExplicitAny: an answer has whatever was selected
export async function impactOf(platform: Platform, owner: string | null, selection: string, filter = '', asking: Asking = {}): Promise<any> {
  const impact = `impact${filter === '' ? '' : `(filter: { ${filter} })`} { ${selection} }`;
  const answer = await platform.read(owner === null ? `{ ${impact} }` : `{ owner: ${owner} { ${impact} } }`, asking);
  return owner === null ? answer.impact : answer.owner.impact;
}

export async function moneyOf(platform: Platform, owner: string | null, filter = '', asking: Asking = {}): Promise<string[]> {
  const { money } = await impactOf(platform, owner, MONEY, filter, asking);
  return (money as ClassMoney[]).map(told);
}

/** The source that names a row by its id, for its impact. */
export function nodeOf(type: string, id: string): (selection: string) => string {
  return (selection) => `node(id: "${id}") { ... on ${type} { ${selection} } }`;
}

/** The impact of a row that has no natural key. */
export async function moneyOfNode(platform: Platform, type: string, id: string, asking: Asking = {}): Promise<string[]> {
  const { node } = await platform.read(`{ ${nodeOf(type, id)(`impact { ${MONEY} }`)} }`, asking);
  return (node.impact.money as ClassMoney[]).map(told);
}

/** Logs a gift and has it accepted. */
export async function accepted(platform: Platform, as: Account, by: Account, input: object): Promise<string> {
  const contribution = await platform.done(as, 'logContribution', gift(input));
  return confirmAndAccept(platform, by, contribution);
}

/** A cell of a breakdown by one place or sector, and what it says: "533323 33.34/33.34". */
export function cellsOf(nodes: readonly { readonly money: readonly ClassMoney[] }[], key: string): Record<string, string> {
  return Object.fromEntries(
    nodes.map((node) => {
      const at = (node as unknown as Record<string, { code: string } | null>)[key];
      return [at?.code ?? 'none', node.money.map(({ net, gross }) => `${net.fen}/${gross.fen}`).join(' ')];
    }),
  );
}
