// biome-ignore lint/suspicious/noExplicitAny: a row has whatever its operation selected
export type Row = Record<string, any>;

/** The rows of a connection. */
export function nodes(connection: Row): Row[] {
  return connection.nodes;
}

/** What the platform's cursor says about where a page begins. */
export function cursorKeys(cursor: string): string[] {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString())[1];
}
