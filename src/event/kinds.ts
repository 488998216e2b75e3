import { registerEnumType } from 'type-graphql';
import { ACTIONS } from '../access/permissions.js';

/** What is told beside changes. Whatever else is announced (schema/migrations/042_outbox.sql, outbox_pending) has its kind here. */
const ANNOUNCED = {
  waitingAdded: 'Something begins to wait for the organisation.',
  waitingDone: 'Something waits for the organisation no more.',
  reportDueSoon: 'A report that was not handed in is due in some days; the programme says how many.',
  reportDue: 'A report that was not handed in is due on this day.',
  reportOverdue: 'The day that a report was due on has passed, and it was not handed in.',
} as const;

export const EVENT_KINDS: readonly string[] = [...ACTIONS, ...Object.keys(ANNOUNCED)];

export const EventKind = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, kind]));

registerEnumType(EventKind, {
  name: 'EventKind',
  description: 'What happens, by the mutation that did it; and what begins to wait or waits no more, and what partners are reminded of.',
  valuesConfig: Object.fromEntries(
    EVENT_KINDS.map((kind) => [kind, { description: ANNOUNCED[kind as keyof typeof ANNOUNCED] ?? `What \`${kind}\` did.` }]),
  ),
});
