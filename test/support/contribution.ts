import type { Account, Platform } from './platform.js';

/** A contribution with all that tests look at. */
export interface ContributionRow {
  readonly id: string;
  readonly amount: { readonly fen: string } | null;
  readonly valued: { readonly fen: string } | null;
  readonly state: string;
  readonly live: boolean;
  readonly placeMode: string;
  readonly places: readonly {
    readonly place: { readonly code: string | null };
    readonly share: string | null;
    readonly amount: { readonly fen: string } | null;
  }[];
  readonly sectors: readonly {
    readonly sector: { readonly code: string };
    readonly share: string;
    readonly amount: { readonly fen: string } | null;
  }[];
  readonly lines: readonly {
    readonly item: string;
    readonly quantity: string;
    readonly unit: string;
    readonly value: { readonly fen: string } | null;
  }[];
  readonly partner: { readonly id: string };
  readonly through: { readonly id: string } | null;
  readonly pairing: { readonly id: string } | null;
  readonly corrects: { readonly id: string } | null;
  readonly correctedBy: { readonly id: string } | null;
  readonly onwardFrom: { readonly id: string } | null;
  readonly fromFund: { readonly id: string } | null;
  readonly onward: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };
}

const FIELDS = `id amount { fen } valued { fen } state live placeMode partner { id } through { id } pairing { id }
  places { place { code } share amount { fen } } sectors { sector { code } share amount { fen } } lines { item quantity unit value { fen } }
  corrects { id } correctedBy { id } onwardFrom { id } fromFund { id } onward { totalCount nodes { id } }`;

/** The row as the account sees it; null when it does not. */
export async function contributionOf({ read }: Platform, id: string, as?: Account): Promise<ContributionRow | null> {
  const { node } = await read(`query ($id: ID!) { node(id: $id) { ... on Contribution { ${FIELDS} } } }`, { as, variables: { id } });
  return node;
}

/** What is in a fund, in yuan: accepted, and with all that was handed in, as the account sees it. */
export async function balanceOf({ read }: Platform, fund: string, as?: Account): Promise<{ balance: string; available: string | null }> {
  const { node } = await read('query ($fund: ID!) { node(id: $fund) { ... on Fund { balance { yuan } available { yuan } } } }', {
    as,
    variables: { fund },
  });
  return { balance: node.balance.yuan, available: node.available?.yuan ?? null };
}
