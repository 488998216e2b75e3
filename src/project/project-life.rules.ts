import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { checkedText } from '../writing/text.rules.js';
import { ProjectStatus } from './project.entity.js';

/** What the steps of a project's life have to know of it. */
export interface LifeFacts {
  readonly id: string;
  readonly status: ProjectStatus;
  readonly version: number;
  readonly statusReason: string | null;
  readonly suspendedFrom: ProjectStatus | null;
  readonly today: string;
  readonly noticeDays: number;
  /** Last day of a notice that begins today. */
  readonly noticeWouldEndOn: string | null;
  readonly noticeStartedOn: string | null;
  readonly noticeEndsOn: string | null;
  /** First day after the notice. */
  readonly approvableOn: string | null;
  readonly openObjections: number;
  readonly isObjectedByViewer: boolean;
  readonly isAgreementSuspended: boolean;
  readonly hasOwnHold: boolean;
  readonly round: number;
  readonly step: number | null;
  /** Whose step of acceptance it is; null for the office. */
  readonly acceptingPlaceId: string | null;
  readonly isAcceptedByViewer: boolean;
  readonly isViewersAcceptance: boolean;
  readonly isPermitted: boolean;
}

const PROJECT = ['project'];

export function checkNotice(broken: BrokenRule[], { noticeDays }: LifeFacts): void {
  if (noticeDays > 0) return;
  addBroken(broken, 'NOTICE_NOT_NEEDED', PROJECT, {
    zh: '该机制不要求公示，可直接批复。',
    en: 'The programme asks for no public notice; approve the project as it is.',
  });
}

export function checkApproval(broken: BrokenRule[], facts: LifeFacts, note: string | null): void {
  checkedText(broken, ['note'], note, { max: 500, prose: true });
  if (facts.status === ProjectStatus.PROPOSED && facts.noticeDays > 0) {
    addBroken(broken, 'NOTICE_MISSING', PROJECT, {
      zh: `批复之前须公示 ${facts.noticeDays} 天，请先公示（openProjectNotice）。`,
      en: `Before it is approved it stands in public notice for ${facts.noticeDays} days; give notice first (openProjectNotice).`,
    });
  }
  if (facts.status === ProjectStatus.ON_NOTICE && facts.noticeEndsOn !== null && facts.today <= facts.noticeEndsOn) {
    addBroken(broken, 'NOTICE_RUNS', PROJECT, {
      zh: `公示至 ${facts.noticeEndsOn} 止，自 ${facts.approvableOn} 起方可批复。`,
      en: `Its public notice runs until ${facts.noticeEndsOn}; it can be approved from ${facts.approvableOn}.`,
    });
  }
  if (facts.openObjections > 0 && note === null) {
    addBroken(broken, 'OBJECTIONS_UNANSWERED', ['note'], {
      zh: `有 ${facts.openObjections} 条异议未撤回，请说明处理结果（note）。`,
      en: `${facts.openObjections} objections were not withdrawn; say in the note what was found.`,
    });
  }
  checkAgreements(broken, facts);
}

export function checkReturn(broken: BrokenRule[], facts: LifeFacts, reason: string): void {
  checkReason(broken, reason);
  if (isDone(facts.status)) checkAgreements(broken, facts);
}

export function isDone(status: ProjectStatus): boolean {
  return status === ProjectStatus.COMPLETED || status === ProjectStatus.FIRST_ACCEPTED;
}

export function checkAcceptance(broken: BrokenRule[], facts: LifeFacts, { acceptedOn, note }: { acceptedOn: string; note?: string | null }): void {
  checkedText(broken, ['input', 'note'], note, { max: 500, prose: true });
  if (acceptedOn > facts.today) {
    addBroken(broken, 'DATE_IN_FUTURE', ['input', 'acceptedOn'], {
      zh: `日期 ${acceptedOn} 在将来。`,
      en: `The date ${acceptedOn} lies in the future.`,
    });
  }
  if (facts.isAcceptedByViewer) {
    addBroken(broken, 'ACCEPTED_BY_YOURSELF', ['input', 'project'], {
      zh: '初验是您自己做的，须由另一人终验。',
      en: 'You took the first step of acceptance yourself; somebody else has to take the second.',
    });
  }
}

export function checkSuspension(broken: BrokenRule[], { hasOwnHold }: LifeFacts, reason: string): void {
  checkReason(broken, reason);
  if (hasOwnHold) addBroken(broken, 'PROJECT_SUSPENDED', PROJECT, { zh: '项目本身已暂停。', en: 'The project is suspended itself already.' });
}

export function checkResumption(broken: BrokenRule[], { hasOwnHold }: LifeFacts): void {
  if (hasOwnHold) return;
  addBroken(broken, 'SUSPENDED_BY_AGREEMENT', PROJECT, {
    zh: '项目因协议暂停而暂停，须恢复协议。',
    en: 'It is an agreement that holds the project up; resume the agreement.',
  });
}

export function checkObjection(broken: BrokenRule[], facts: LifeFacts, body: string): void {
  checkedText(broken, ['input', 'body'], body, { max: 2000, prose: true });
  if (facts.noticeEndsOn !== null && facts.noticeEndsOn < facts.today) {
    addBroken(broken, 'NOTICE_OVER', ['input', 'project'], {
      zh: `公示已于 ${facts.noticeEndsOn} 结束。`,
      en: `The public notice ended on ${facts.noticeEndsOn}.`,
    });
  }
  if (facts.isObjectedByViewer) {
    addBroken(broken, 'ALREADY_OBJECTED', ['input', 'project'], {
      zh: '您已提出异议；如需更改，请先撤回。',
      en: 'You have an objection to it already; withdraw that one first.',
    });
  }
}

function checkReason(broken: BrokenRule[], reason: string): void {
  checkedText(broken, ['reason'], reason, { max: 500, prose: true });
}

function checkAgreements(broken: BrokenRule[], { isAgreementSuspended }: LifeFacts): void {
  if (!isAgreementSuspended) return;
  addBroken(broken, 'AGREEMENT_SUSPENDED', PROJECT, {
    zh: '项目所依据的协议已暂停，请先恢复协议。',
    en: 'An agreement that the project is done under is suspended; resume that first.',
  });
}
