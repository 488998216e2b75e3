import { assertMay } from '../access/permissions.js';
import { AppError, type BrokenRule, badInput } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';
import { keyOfItem } from '../writing/idempotency-key.js';
import type { WritingContext } from '../writing/write.js';
import type { ConfirmContributionInput } from './confirmation.input.js';
import type { ConfirmationRefusal } from './confirmation.payloads.js';
import { confirmContribution } from './confirmation.service.js';

export const MOST_CONFIRMATIONS = 200;

/** The key of the contribution that was confirmed, or why it was not. */
export type Confirmed = { readonly id: string; readonly refusal: null } | { readonly id: null; readonly refusal: ConfirmationRefusal };

/** Confirms one after the other, each whole or not at all and under a key of its own, so that a request which broke off is just sent again. */
export async function confirmContributions(
  context: WritingContext,
  inputs: readonly ConfirmContributionInput[],
  idempotencyKey: string,
): Promise<Confirmed[]> {
  assertMay(context.viewer, 'confirmContributions');
  if (inputs.length > MOST_CONFIRMATIONS) {
    throw badInput(['input'], 'TOO_MANY_ITEMS', {
      zh: `一次最多确认 ${MOST_CONFIRMATIONS} 笔，收到 ${inputs.length} 笔。`,
      en: `At most ${MOST_CONFIRMATIONS} contributions are confirmed at once, got ${inputs.length}.`,
    });
  }
  const keys = inputs.map((_input, index) => keyOfItem(idempotencyKey, index));
  const outcomes: Confirmed[] = [];
  for (const [index, input] of inputs.entries()) {
    outcomes.push(await confirmed({ ...context, answer: undefined }, input, keys[index] as string));
  }
  return outcomes;
}

async function confirmed(context: WritingContext, input: ConfirmContributionInput, key: string): Promise<Confirmed> {
  try {
    return { id: (await confirmContribution(context, input, key, 'confirmContributions')).id, refusal: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.extensions.code === 'NOT_FOUND') context.missed?.();
    return { id: null, refusal: refusalOf(error) };
  }
}

function refusalOf({ extensions }: AppError): ConfirmationRefusal {
  const { code, messages, rules, contribution } = extensions as {
    readonly code: string;
    readonly messages?: Message;
    readonly rules?: readonly BrokenRule[];
    readonly contribution?: { readonly state: string };
  };
  const said = (language: keyof Message) => messages?.[language] ?? '';
  return {
    code,
    rules: (rules ?? []).map((rule) => rule.code),
    state: contribution?.state ?? null,
    messageZh: said('zh'),
    messageEn: said('en'),
  };
}
