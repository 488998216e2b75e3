import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Budgets } from '../limits/budgets.js';
import type { DocumentGate } from '../limits/document-gate.js';
import { callerOf } from './caller.js';
import { refuseWith } from './http-errors.js';
import type { ServerContext } from './server-context.js';

/** Turns away, before Apollo sees it, what goes beyond a limit of documents, and whoever has nothing left to spend. */
export class Gate {
  constructor(
    private readonly documents: DocumentGate,
    private readonly budgets: Budgets,
  ) {}

  /** Whether the document of the request may pass: a reply where not. What has no document is for Apollo to refuse. */
  turnsAway(request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
    const text = textOf(request);
    const refusals = text === null ? [] : this.documents.refusals(text);
    return refusals.length === 0 ? null : refuseWith(request, reply, 400, refusals);
  }

  /** Whether whoever asks may: a reply where not. Why a request has no context is Apollo's to say. */
  async turnsBack(request: FastifyRequest, reply: FastifyReply, context: Promise<ServerContext>): Promise<FastifyReply | null> {
    const made = await context.catch(() => null);
    const refusal = made && this.budgets.refusal(callerOf(made));
    if (!refusal) return null;
    return refuseWith(request, reply.header('retry-after', String(refusal.extensions.retryAfterSeconds)), 429, [refusal]);
  }
}

function textOf({ method, body, query }: FastifyRequest): string | null {
  const sent = (method === 'GET' ? query : body) as { readonly query?: unknown } | null | undefined;
  return typeof sent?.query === 'string' ? sent.query : null;
}
