import { statementBegins, statementEnds } from './conventions.js';
import type { AnsweredStatement } from './finished.js';
import { type Running, whatRuns } from './running.js';
import { othersWaiting } from './shared-work.js';
import type { Span } from './tracing.js';

/** A statement on its way to the database, where somebody looks. */
export class SeenStatement implements AnsweredStatement {
  durationMs = 0;
  rows = 0;
  code: string | null = null;
  readonly span: Span | null;
  readonly #begun = performance.now();

  constructor(
    readonly text: string,
    private readonly running: Running,
  ) {
    running.statements += 1;
    this.span = running.span?.isKept ? running.span.begin(statementBegins(text, othersWaiting())) : null;
  }

  answered(rows: number): void {
    this.rows = rows;
    this.#over();
  }

  failed(error: unknown): void {
    const { code } = (error ?? {}) as { code?: unknown };
    this.code = typeof code === 'string' ? code : 'UNKNOWN';
    this.#over();
  }

  #over(): void {
    this.durationMs = performance.now() - this.#begun;
    this.running.took(this);
    this.span?.end(statementEnds(this));
  }
}

/** Nothing where nobody looks; it then costs no more than asking that. */
export function beginStatement(text: string): SeenStatement | undefined {
  const running = whatRuns();
  return running && new SeenStatement(text, running);
}

/** The answer as it comes; the statement is told of it. */
export function seen<Answer extends { readonly rows?: readonly unknown[] }>(
  statement: SeenStatement | undefined,
  answer: Promise<Answer>,
): Promise<Answer> {
  if (statement !== undefined) {
    answer.then(
      ({ rows }) => statement.answered(rows?.length ?? 0),
      (error: unknown) => statement.failed(error),
    );
  }
  return answer;
}

/** Statements that go to the database in one message, so that one may wait for another's answer: each of them links to those of others. */
export function sentTogether(group: readonly { readonly statement: SeenStatement | undefined }[]): void {
  const spans = group.flatMap(({ statement }) => statement?.span ?? []);
  for (const span of spans) {
    span.say({ 'db.operation.batch.size': group.length });
    for (const other of spans) if (other.traceId !== span.traceId) span.linkTo(other);
  }
}
