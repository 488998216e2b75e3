import type { FastifyRequest } from 'fastify';
import type { Budgets } from '../limits/budgets.js';
import { costOfRefused } from '../limits/cost-within.js';
import type { DocumentGate } from '../limits/document-gate.js';
import { callerOf } from './caller.js';
import type { Refused } from './http-errors.js';
import type { ServerContext } from './server-context.js';

/** Turns away, before Apollo sees it, whoever has nothing left to spend, and what goes beyond a limit of documents. */
export class Gate {
  constructor(
    private readonly documents: DocumentGate,
    private readonly budgets: Budgets,
  ) {}

  /**
   * Why the request may not pass; null where it may. Why one has no context, or no document, is Apollo's to say, which then reads no document.
   * It sends nothing itself: to wait for what gives a reply is to wait for that reply, and gives nothing.
   */
  async refusal(request: FastifyRequest, context: Promise<ServerContext>): Promise<Refused | null> {
    const made = await context.catch(() => null);
    if (made === null) return null;
    const { viewer } = made;
    const caller = callerOf(made);
    const overspent = this.budgets.refusal(caller);
    if (overspent) return { status: 429, errors: [overspent], viewer };
    const text = textOf(request);
    const errors = text === null ? [] : this.documents.refusals(text);
    if (text === null || errors.length === 0) return null;
    this.budgets.owe(caller, costOfRefused(text));
    return { status: 400, errors, viewer };
  }
}

/** The part of an address that Apollo reads by itself. A reading of its own would be a way round whatever is looked at here. */
export function searchOf({ url }: FastifyRequest): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

function textOf(request: FastifyRequest): string | null {
  if (request.method === 'GET') return new URLSearchParams(searchOf(request)).get('query');
  const sent = request.body as { readonly query?: unknown } | null | undefined;
  return typeof sent?.query === 'string' ? sent.query : null;
}
