/** What adding up a part of the ledger costs beside reading a field, for the limit on an operation's cost. */
export const FACET_COST = 50;
