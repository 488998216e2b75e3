/** The rows of a Markdown table under a heading, without its two lines of head, each as its cells. */
export function tableUnder(heading: string, markdown: string): string[][] {
  const section = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What a cell sets as code, word by word: `place partner` are two, `demo/` is demo. */
export function codeWords(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => code.split(' ').map((word) => word.replace(/\/$/, '')));
}
