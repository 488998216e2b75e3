import { badInput } from '../shared/errors/app-error.js';

/** The argument by which a field at the root, with everything below it, is answered as it would have been at an instant. */
export const AS_OF = 'asOf';

/** The types that are read as they are now and no otherwise, with the reason. What was of them is kept nowhere, or is told by themselves. */
export const PRESENT_ONLY: Readonly<Record<string, string>> = {
  Viewer: 'Who asks, and what they may do, is always a matter of now.',
  HistoryEntry: 'The history itself: each entry says when it was written, and none ever changes.',
  Account: 'Who may sign in. What is secret of it is kept in no past.',
  Membership: 'Who may act for whom, which is judged by now; it says itself from when to when it was.',
  AccessToken: 'A key of now.',
  Invitation: 'A key of now.',
  WaitingItem: 'What is to be done now. The rows that it leads to are kept.',
  Webhook: 'Where messages are sent now.',
  WebhookDelivery: 'A message under way, forgotten some time after it was delivered.',
  WebhookAttempt: 'A try to deliver it.',
};

/** Refuses to answer with what is now for what was. */
export function assertKept(type: string): void {
  if (PRESENT_ONLY[type] === undefined) return;
  throw badInput([AS_OF], 'NOT_KEPT_AS_OF', {
    zh: `${type} 不保存历史状态，不能在 asOf 下查询；请在不带 asOf 的字段中查询。`,
    en: `What ${type} was is not kept, so it cannot be asked for below asOf; ask for it in a field without.`,
  });
}

/** Whether a field says what the viewer may do now. To what was, nothing can be done. */
export function isOfNow(fieldName: string): boolean {
  return fieldName.startsWith('viewerCan');
}
