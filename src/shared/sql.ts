/** What runs a statement: the connections of a database, or a transaction. */
export interface Executor {
  send(text: string, values: readonly unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** The connections of a database, or those as one viewer asks them. */
export interface Reads extends Executor {
  /** For what takes the server less time than waking up for it: such statements may share a connection with others of their moment. */
  readonly light: Executor;
}

/** What connections are at: at work, at rest, and asked for by whoever waits for one. */
export interface ConnectionCounts {
  readonly busy: number;
  readonly idle: number;
  readonly wanted: number;
}

/** Copies of a database, which come to have what it has a moment later. */
export interface Replicas {
  /** One of them that may be asked now; null where none may. Of one server as the primary, where that is known, because another may be it by now. */
  next(primary?: string): Pool | null;
  /** How many of them may be asked now. */
  readonly usable: number;
  /** What is called when one of them is left out, with what it failed by where it did, or taken in; at first for those that are in. */
  onChange: (name: string, isUsable: boolean, failure: unknown) => void;
  close(): Promise<void>;
}

/** The connections of a database. */
export interface Pool extends Reads {
  /** Where there is more than one. */
  readonly connections?: () => ConnectionCounts;
  readonly replicas?: Replicas | undefined;
  /** The owner's connections, for the program's own work, where the login of the others cannot become the owner. */
  readonly owner?: Pick<Pool, 'transaction'> | undefined;
  /**
   * Does the work in a transaction, whole or not at all. Statements of it that the work has not waited for are done before its end, which
   * is sent right behind them; the transaction fails as the first of them has failed.
   */
  transaction<Result>(work: (transaction: Executor) => Promise<Result>): Promise<Result>;
}

/**
 * A transaction of its own for these statements, sent in one go, and the answer to the last of them. Where one fails, or the transaction
 * cannot end, there is no answer.
 */
export async function inOneGo(pool: Pick<Pool, 'transaction'>, statements: readonly Statement[]): Promise<{ readonly rows: unknown[] }> {
  let answer: ReturnType<Executor['send']> | undefined;
  await pool.transaction(async (transaction) => {
    for (const { text, values } of statements) {
      answer = transaction.send(text, values);
      // What went wrong first is said by the end of the transaction.
      answer.catch(() => undefined);
    }
  });
  return answer as unknown as ReturnType<Executor['send']>;
}

/** A table as one statement knows it: called with a column, it names that column. */
export type Alias = (column: string) => Sql;

/** A statement as a driver takes it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * A piece of SQL with its parameters apart. What a client sent only ever becomes a parameter. Pieces hold pieces, and a statement is
 * written from them in one pass, because a list of three levels is made of some hundred of them on every request.
 */
export class Sql<Row = unknown> {
  /** Carries the type of the rows. */
  declare readonly row: Row;

  constructor(
    /** The texts around the parts: one more than there are parts. */
    private readonly texts: readonly string[],
    private readonly parts: readonly unknown[],
  ) {}

  /** The whole as a statement, its parameters numbered in their order. */
  statement(): Statement {
    const values: unknown[] = [];
    return { text: this.#write(values), values };
  }

  /** The same piece with nothing to walk through but its parameters, for one that is used again. */
  flat(): Sql<Row> {
    const values: unknown[] = [];
    const texts = [''];
    this.#flatten(texts, values);
    return new Sql<Row>(texts, values);
  }

  #flatten(texts: string[], values: unknown[]): void {
    texts[texts.length - 1] += this.texts[0] as string;
    this.parts.forEach((part, index) => {
      if (part instanceof Sql) part.#flatten(texts, values);
      else {
        values.push(part);
        texts.push('');
      }
      texts[texts.length - 1] += this.texts[index + 1] as string;
    });
  }

  async execute(executor: Executor): Promise<{ readonly rows: Row[] }> {
    const { text, values } = this.statement();
    return (await executor.send(text, values)) as { rows: Row[] };
  }

  #write(values: unknown[]): string {
    const { texts, parts } = this;
    let text = texts[0] as string;
    for (let index = 0; index < parts.length; index += 1) {
      const part = parts[index];
      text += part instanceof Sql ? part.#write(values) : `$${values.push(part)}`;
      text += texts[index + 1];
    }
    return text;
  }
}

/** A piece of SQL. What stands in the braces is another piece, or a value that becomes a parameter. */
export function sql<Row = unknown>(texts: TemplateStringsArray, ...parts: readonly unknown[]): Sql<Row> {
  return new Sql<Row>(texts, parts);
}

const COMMA = raw(', ');

/** Text of ours, as it is. */
function raw<Row = unknown>(text: string): Sql<Row> {
  return new Sql<Row>([text], []);
}

/** A value as a parameter, also where it is a list. */
function val(value: unknown): Sql {
  return new Sql(['', ''], [value]);
}

/** Pieces and values one after another; commas between them, or something else without parameters. */
function join(items: readonly unknown[], separator: Sql = COMMA): Sql {
  const between = separator.statement().text;
  return new Sql(
    Array.from({ length: items.length + 1 }, (_, index) => (index === 0 || index === items.length ? '' : between)),
    items,
  );
}

/** A value of ours written out, for what the planner has to know. */
function lit(value: string | number | boolean | null): Sql {
  return raw(typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value));
}

/** A quoted name. */
function id(identifier: string): Sql {
  return raw(`"${identifier.replaceAll('"', '""')}"`);
}

sql.raw = raw;
sql.val = val;
sql.join = join;
sql.lit = lit;
sql.id = id;

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;

/** Names a table or column of ours. The check is a guard against a client's text ever standing where a name belongs. */
export function name(identifier: string): Sql {
  if (!IDENTIFIER.test(identifier)) throw new RangeError(`Expected a plain SQL name, got "${identifier}"`);
  return raw(identifier);
}

export function alias(table: string): Alias {
  name(table);
  return (column) => {
    name(column);
    return raw(`${table}.${column}`);
  };
}

/** All of the conditions; none at all is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : sql`(${join(conditions, sql` and `)})`;
}

/** Any of the conditions; none at all is false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`false` : sql`(${join(conditions, sql` or `)})`;
}

/** The value is one of these; an empty list is nothing. Sent as one array, so that the statement's text stays the same. */
export function isOneOf(value: Sql, members: readonly string[], type = 'text'): Sql {
  return sql`${value} = any(${val([...members])}::${name(type)}[])`;
}
