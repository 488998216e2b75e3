import { Recent } from '../shared/recent.js';
import type { AnsweredStatement, Finished } from './finished.js';
import { redacted } from './redaction.js';
import type { Attributes, Beginning, Ending, Span } from './tracing.js';

/**
 * What spans are called and say: OpenTelemetry's semantic conventions for HTTP, GraphQL and databases, as far as none of it is personal. Left out on
 * purpose are addresses of clients, headers, query strings, documents, variables and parameters.
 */

export interface AskedRequest {
  readonly method: string;
  readonly path: string;
  /** Undefined where the path leads nowhere. */
  readonly route: string | undefined;
  readonly scheme: string;
  readonly httpVersion: string;
  readonly requestId: string;
}

export function requestBegins({ method, path, route, scheme, httpVersion, requestId }: AskedRequest): Beginning {
  return {
    name: route === undefined ? method : `${method} ${route}`,
    kind: 'SERVER',
    attributes: {
      'http.request.method': method,
      'url.path': redacted(path),
      'url.scheme': scheme,
      ...(route !== undefined && { 'http.route': route }),
      'network.protocol.version': httpVersion,
      'xieshou.request.id': requestId,
    },
  };
}

export function requestEnds(status: number): Ending {
  return { attributes: { 'http.response.status_code': status }, error: status >= 500 ? String(status) : undefined };
}

/** A client that has gone, and waits for no answer. */
export const REQUEST_LEFT: Ending = { error: 'client_left' };

/** What it is called is known when its document has been read. */
export const OPERATION_BEGINS: Beginning = { name: 'GraphQL Operation', kind: 'INTERNAL' };

export function operationEnds({ operation, operationName, role, requestId, charge, statements, errorCodes }: Finished): Ending {
  const name = operationName && redacted(operationName);
  const attributes: Attributes = {
    ...(operation !== undefined && { 'graphql.operation.type': operation }),
    ...(name && { 'graphql.operation.name': name }),
    ...(charge && { 'xieshou.cost': charge.rows }),
    'xieshou.role': role,
    'xieshou.statements': statements,
    'xieshou.request.id': requestId,
  };
  return { ...(operation !== undefined && { name: name ? `${operation} ${name}` : operation }), attributes, error: errorCodes?.[0] };
}

/** One that was refused before anybody knew what it is: a token that is not good, a page of a foreign site. */
export function operationRefused(status: number): Ending {
  return { error: String(status) };
}

export function statementBegins(text: string, links: readonly Span[]): Beginning {
  const summary = summaryOf(text);
  return {
    name: summary,
    kind: 'CLIENT',
    attributes: { 'db.query.text': text, 'db.query.summary': summary },
    links,
  };
}

export function statementEnds({ rows, code }: AnsweredStatement): Ending {
  if (code === null) return { attributes: { 'db.response.returned_rows': rows } };
  return { attributes: SQLSTATE.test(code) ? { 'db.response.status_code': code } : {}, error: code };
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** The texts are the same ones over and over. */
const summaries = new Recent<string, string>(500);

/** What a statement does, in few words that name its kind: the verb and the first table. */
export function summaryOf(text: string): string {
  const known = summaries.get(text);
  if (known !== undefined) return known;
  const [, verb = 'SQL'] = /^[\s(]*([a-z]+)/i.exec(text) ?? [];
  const [, target] = TARGET.exec(text) ?? [];
  const summary = target === undefined ? verb.toUpperCase() : `${verb.toUpperCase()} ${target}`;
  summaries.set(text, summary);
  return summary;
}

const TARGET = /\b(?:from|into|update|join|table)\s+(?:only\s+)?"?([a-z_][a-z0-9_]*)/i;
