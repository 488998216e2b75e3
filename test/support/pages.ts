import type { Account, Platform } from './platform.js';

interface List {
  /** The field with its arguments but `first` and `after`, such as `pairings(orderBy: STARTED)`. */
  readonly field: string;
  /** What is selected of each row. */
  readonly row: string;
  readonly first?: number;
  readonly as?: Account;
}

/** All rows of a list at the root, page by page, as a client gets them. */
// biome-ignore lint/suspicious/noExplicitAny: a row has whatever was selected
export async function allRows({ read }: Platform, { field, row, first = 100, as }: List): Promise<any[]> {
  const [name = '', given = ''] = field.replace(/\)$/, '').split('(');
  const rows: unknown[] = [];
  let after: string | null = null;
  for (;;) {
    const data = await read(
      `query ($first: Int, $after: String) { ${name}(first: $first, after: $after ${given}) { nodes { ${row} } pageInfo { hasNextPage endCursor } } }`,
      { as, variables: { first, after } },
    );
    const page: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } = data[name];
    rows.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return rows;
    after = page.pageInfo.endCursor;
  }
}
