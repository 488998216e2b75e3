interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text between two positions, which count from nought, and what stands before it in its line. */
export function wholeOf(source: string, { start, end }: { start: Position; end: Position }): { text: string; before: string } {
  const lines = source.split('\n');
  const offsetOf = ({ line, column }: Position) => lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, column);
  return { text: source.slice(offsetOf(start), offsetOf(end)), before: (lines[start.line] ?? '').slice(0, start.column) };
}
