import { registerEnumType } from 'type-graphql';
import { ACTIONS } from '../access/permissions.js';

/** What is told beside changes. Whatever else is announced (schema/migrations/042_outbox.sql, outbox_pending) has its kind here. */
const ANNOUNCED = {
  waitingAdded: 'Something begins to wait for the organisation.',
  waitingDone: 'Something waits for the organisation no more.',
} as const;

export const EVENT_KINDS: readonly string[] = [...ACTIONS, ...Object.keys(ANNOUNCED)];

export const EventKind = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, kind]));

registerEnumType(EventKind, {
  name: 'EventKind',
  description: 'What happens, by the mutation that did it; and what begins to wait, or waits no more.',
  valuesConfig: Object.fromEntries(
    EVENT_KINDS.map((kind) => [kind, { description: ANNOUNCED[kind as keyof typeof ANNOUNCED] ?? `What \`${kind}\` did.` }]),
  ),
});
