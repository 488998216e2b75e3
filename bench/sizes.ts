/** How many contributions a ledger has, and what that is called. */
export interface Size {
  readonly name: string;
  readonly contributions: number;
}

/** "100k", "1m", "10m". */
export function sizeNamed(name: string): Size {
  const [, digits, unit] = /^(\d+)(k|m)$/.exec(name) ?? [];
  if (digits === undefined) throw new Error(`Expected a size such as 100k, 1m or 10m, got "${name}"`);
  return { name, contributions: Number(digits) * (unit === 'k' ? 1_000 : 1_000_000) };
}
