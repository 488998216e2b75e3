import type { BrokenRule } from '../shared/errors/app-error.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import type { Message } from '../shared/errors/messages.js';

/** A change that would touch closed periods without consent. The database names them, as JSON in both languages. */
export function periodClosed(path: readonly string[], inWords: string): BrokenRule {
  const { zh, en } = JSON.parse(inWords) as Message;
  return {
    code: 'PERIOD_CLOSED',
    path,
    messages: {
      zh: `报告期“${zh}”已关闭，其中已验收的数据和合计不再变动。确需更正或补录的，请申请更正（askForCorrection），由上一级同意后再办理。`,
      en: `The reporting period "${en}" is closed: what is accepted in it, and what it adds up to, stays. To mend it, or to bring in a late row, ask for a correction (askForCorrection), which the level above has to agree to.`,
    },
  };
}

declareConstraint('period_closed', (inWords) => periodClosed([], inWords));
