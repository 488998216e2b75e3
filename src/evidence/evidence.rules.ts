import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { declareConstraint } from '../shared/errors/database-error.js';

/** The most files that are bound to one row at a time. */
export const MOST_OF_A_SUBJECT = 50;

/** What is true of a row when a file is to be bound to it. */
export interface SubjectFacts {
  readonly isGivenUp: boolean;
  readonly isSettled: boolean;
  /** How many files are bound to it, and whether the file is one of them. */
  readonly attached: number;
  readonly isAttached: boolean;
}

const ALREADY: BrokenRule = {
  code: 'EVIDENCE_ALREADY_ATTACHED',
  path: ['input', 'file'],
  messages: { zh: '这个文件已附在该记录上。', en: 'The file is bound to that row already.' },
};

declareConstraint('evidence_once', ALREADY);

export function checkAttaching(broken: BrokenRule[], { isGivenUp, attached, isAttached }: SubjectFacts): void {
  if (isGivenUp) {
    addBroken(broken, 'EVIDENCE_SUBJECT_WITHDRAWN', ['input', 'subject'], {
      zh: '该记录已撤回，不能再附佐证。',
      en: 'The row was withdrawn and takes no evidence.',
    });
  }
  if (isAttached) broken.push(ALREADY);
  if (attached >= MOST_OF_A_SUBJECT) {
    addBroken(broken, 'EVIDENCE_TOO_MUCH', ['input', 'subject'], {
      zh: `一条记录最多附 ${MOST_OF_A_SUBJECT} 个文件。`,
      en: `At most ${MOST_OF_A_SUBJECT} files are bound to one row.`,
    });
  }
}

/** A row was accepted upon its evidence, and nothing of that goes away. */
export function checkDetaching(broken: BrokenRule[], isSettled: boolean): void {
  if (!isSettled) return;
  addBroken(broken, 'EVIDENCE_SUBJECT_ACCEPTED', ['evidence'], {
    zh: '该记录已确认，其佐证不能再取下。',
    en: 'The row was accepted upon its evidence, so none of it is detached any more.',
  });
}

export function checkBound(broken: BrokenRule[], isDetached: boolean): void {
  if (!isDetached) return;
  addBroken(broken, 'EVIDENCE_DETACHED', ['evidence'], { zh: '这份佐证已取下。', en: 'The evidence was detached before.' });
}
