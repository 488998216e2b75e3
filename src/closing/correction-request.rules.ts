import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { declareConstraint } from '../shared/errors/database-error.js';

export interface AskingFacts {
  readonly id: string;
  readonly state: string;
  readonly synthetic: boolean;
  readonly isPermitted: boolean;
  /** Another row of its chain counts, or is to. */
  readonly isReplaced: boolean;
  readonly touchesClosed: boolean;
  /** In words, the closed periods that nobody has agreed to yet; null where there are none. */
  readonly unconsented: string | null;
  readonly isAskedFor: boolean;
}

const NOT_CLOSED: BrokenRule = {
  code: 'PERIOD_NOT_CLOSED',
  path: ['input', 'contribution'],
  messages: {
    zh: '这笔投入不涉及已关闭的报告期，可直接更正或验收，无须申请。',
    en: 'The contribution touches no closed period: it is corrected and accepted as it is, without asking.',
  },
};

const ASKED_ALREADY: BrokenRule = {
  code: 'CORRECTION_ASKED_ALREADY',
  path: ['input', 'contribution'],
  messages: { zh: '这笔投入已有一份更正申请待答复。', en: 'A correction of it was asked for already and waits for an answer.' },
};

declareConstraint('correction_without_closed_period', NOT_CLOSED);
declareConstraint('correction_request_open', ASKED_ALREADY);

export function checkAsking(broken: BrokenRule[], { isReplaced, touchesClosed, unconsented, isAskedFor }: AskingFacts): void {
  const path = ['input', 'contribution'];
  if (isReplaced) {
    addBroken(broken, 'ALREADY_CORRECTED', path, {
      zh: '这笔投入已被更正，请就更正后的一笔申请。',
      en: 'The contribution was corrected already; ask for the latest row.',
    });
  }
  if (!touchesClosed) broken.push(NOT_CLOSED);
  else if (unconsented === null) {
    addBroken(broken, 'CORRECTION_AGREED_ALREADY', path, {
      zh: '上一级已同意这笔投入的一次更正，请先办理。',
      en: 'One correction of it was agreed to already; make that one first.',
    });
  } else if (isAskedFor) broken.push(ASKED_ALREADY);
}
