/** An operation in a document, or a command that sends one, with the answer that the document promises. */
export interface Example {
  readonly file: string;
  /** The line of the fence, for the test's title. */
  readonly line: number;
  readonly language: 'graphql' | 'sh';
  /** The demonstration account that sends it: the `# as:` line. Null for the public. */
  readonly as: string | null;
  readonly text: string;
  readonly answer: string | null;
  /** Where the answer's text stands in the document. */
  readonly answerAt: { readonly start: number; readonly end: number } | null;
}

const FENCE = /^```(graphql|sh|json)\n([\s\S]*?)^```$/gm;

/** How a command begins that sends something to the platform. */
export const CURL = /\bcurl +(?=-|http)/g;

/** The operations and the curl commands of a Markdown text, each with the JSON that follows it. */
export function examplesOf(file: string, markdown: string): Example[] {
  const fences = [...markdown.matchAll(FENCE)];
  return fences.flatMap((fence, index) => {
    const [, language, text = ''] = fence;
    if (language !== 'graphql' && !(language === 'sh' && text.search(CURL) >= 0)) return [];
    const next = fences[index + 1];
    const answered = next?.[1] === 'json' ? next : undefined;
    const start = answered === undefined ? 0 : answered.index + '```json\n'.length;
    return {
      file,
      line: markdown.slice(0, fence.index).split('\n').length,
      language,
      as: /^# as: (.+)$/m.exec(text)?.[1] ?? null,
      text,
      answer: answered?.[2] ?? null,
      answerAt: answered === undefined ? null : { start, end: start + (answered[2]?.length ?? 0) },
    };
  });
}

/** The document with the answers that were really given. */
export function withAnswers(markdown: string, examples: readonly Example[], answers: readonly string[]): string {
  return examples.reduceRight(
    (text, { answerAt }, index) => (answerAt === null ? text : text.slice(0, answerAt.start) + answers[index] + text.slice(answerAt.end)),
    markdown,
  );
}

const LONG = 20;
const SHOWN = 2;

/** An answer as a page shows it: of a long list the first rows, and how many follow. */
export function shortened(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
  const items = value.map(shortened);
  return items.length <= LONG ? items : [...items.slice(0, SHOWN), `… ${items.length - SHOWN} more`];
}

const LINE = 110;

/** JSON as a person would lay it out: what fits on a line stands on one. */
export function readableJson(value: unknown, indent = ''): string {
  const line = oneLine(value);
  if (indent.length + line.length <= LINE || value === null || typeof value !== 'object') return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => deeper + readableJson(item, deeper)).join(',\n')}\n${indent}]`;
  const fields = Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${readableJson(item, deeper)}`);
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
