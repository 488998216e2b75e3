/** An error as the log has it. */
export interface ToldError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly [about: string]: unknown;
}

/** What drivers and the system say of an error beside its sentence that never holds what was sent. */
const ABOUT = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'dataType', 'routine', 'position', 'syscall', 'status', 'statusCode'];

const MOST_CAUSES = 3;

type Fields = Readonly<Record<string, unknown>>;

/**
 * An error with what went wrong and where, and without what it went wrong with: PostgreSQL quotes values in its sentences, gives whole rows as a
 * detail and parameters as a context, and a parser quotes what it could not read. Names and numbers of a shape are left to `redacted`.
 */
export function toldError(error: unknown, depth = 0): ToldError {
  const fields = (typeof error === 'object' && error !== null ? error : { message: error }) as Fields;
  const { detail, where, cause, errors } = fields;
  const said = String(fields.message ?? '');
  const type = typeof error === 'object' && error !== null ? (error.constructor?.name ?? 'Object') : typeof error;
  // Look-ups give what was looked up as a detail, too (schema/migrations).
  const message = withoutValues(typeof detail === 'string' && detail !== '' ? said.replaceAll(detail, '…') : said, fields);
  const inner = depth < MOST_CAUSES;
  return {
    type,
    message,
    stack: [`${type}: ${message}`, ...framesOf(String(fields.stack ?? ''), said)].join('\n'),
    ...Object.fromEntries(ABOUT.filter((name) => isPlain(fields[name])).map((name) => [name, fields[name]])),
    ...(typeof where === 'string' && { within: where.match(FUNCTION) ?? [] }),
    ...(cause !== undefined && inner && { cause: toldError(cause, depth + 1) }),
    ...(Array.isArray(errors) && inner && { errors: errors.slice(0, MOST_CAUSES).map((one) => toldError(one, MOST_CAUSES)) }),
  };
}

/** Where PostgreSQL was. What else it says of that may be a statement or its parameters. */
const FUNCTION = /PL\/pgSQL function [\w.]+\([^)]*\) line \d+/g;

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

/** A stack begins with the sentence, which may look like anything. */
function framesOf(stack: string, said: string): string[] {
  return stack
    .replace(said, () => '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line));
}

/** PostgreSQL's class of errors about data: what it quotes there is what it was given. */
const DATA = /^22/;

const NAME = /^[\w.]*$/;
const NAME_OR_PATH = /^[\w./:@ -]*$/;

function withoutValues(sentence: string, { code, severity }: Fields): string {
  const isDatabases = typeof severity === 'string' && typeof code === 'string';
  // A value may hold such marks itself, so all that lies between the first and the last is one; but names are all that PostgreSQL quotes of others.
  const quoted = isDatabases && !DATA.test(code) ? /["“]([^"”]*)["”]/g : /["“](.*)["”]/gs;
  const mayBeName = !(isDatabases && DATA.test(code));
  return sentence
    .replace(quoted, (whole, inside: string) => (mayBeName && NAME.test(inside) ? whole : '"…"'))
    .replace(/'([^']*)'/g, (whole, inside: string) => (NAME_OR_PATH.test(inside) ? whole : "'…'"));
}
