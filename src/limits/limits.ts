/** How much one request may ask for. */
export interface Limits {
  /** Tokens in the document. */
  readonly tokens: number;
  /** Levels of nested fields. */
  readonly depth: number;
  /** Aliases in the document. */
  readonly aliases: number;
  /** Fields at the root of an operation. */
  readonly rootFields: number;
  /** Rows that an operation may read; see cost.calculation.ts. */
  readonly cost: number;
}
