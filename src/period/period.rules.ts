import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { nameZh } from '../shared/names-zh.js';
import { checkedText } from '../writing/text.rules.js';
import type { ChangeDueDayInput, OpenPeriodInput } from './period.input.js';

export interface OpeningFacts {
  readonly codeIsTaken: boolean;
  /** The code of a period that has a day in common. */
  readonly overlapped: string | null;
}

const CODE_TAKEN: BrokenRule = {
  code: 'PERIOD_CODE_TAKEN',
  path: ['input', 'code'],
  messages: { zh: '该机制已有这个代码的报告期。', en: 'The programme has a reporting period with this code already.' },
};

declareConstraint('reporting_period_once', CODE_TAKEN);
declareConstraint('reporting_period_overlap', overlaps(null));

const CODE = /^\d{4}(-[A-Z0-9]{1,8})?$/;

export function checkOpening(broken: BrokenRule[], input: OpenPeriodInput, { codeIsTaken, overlapped }: OpeningFacts): void {
  checkedText(broken, ['input', 'nameZh'], input.nameZh, { max: 100 });
  checkedText(broken, ['input', 'nameEn'], input.nameEn, { max: 100 });
  if (!CODE.test(input.code)) {
    addBroken(broken, 'PERIOD_CODE_MALFORMED', ['input', 'code'], {
      zh: `代码“${input.code}”须写成 2019、2019-H1 或 2019-Q3 这样：四位年份，可加连字符和至多 8 个大写字母或数字。`,
      en: `The code "${input.code}" must read like 2019, 2019-H1 or 2019-Q3: a year, and perhaps a hyphen and up to 8 capital letters or digits.`,
    });
  }
  if (codeIsTaken) broken.push(CODE_TAKEN);
  if (input.endsOn < input.startsOn) {
    addBroken(broken, 'PERIOD_ENDS_BEFORE_START', ['input', 'endsOn'], {
      zh: `结束日期早于开始日期 ${input.startsOn}。`,
      en: `The end lies before the start on ${input.startsOn}.`,
    });
  } else if (overlapped !== null) broken.push(overlaps(overlapped));
  checkDueDay(broken, input.dueOn, input.endsOn);
}

export function checkChangingDueDay(broken: BrokenRule[], { dueOn, reason }: ChangeDueDayInput, facts: { endsOn: string; dueOn: string }): void {
  checkedText(broken, ['input', 'reason'], reason, { max: 500, prose: true });
  checkDueDay(broken, dueOn, facts.endsOn);
  if (dueOn === facts.dueOn) {
    addBroken(broken, 'PERIOD_DUE_ALREADY', ['input', 'dueOn'], {
      zh: `报送截止日期已是 ${dueOn}。`,
      en: `It is due on ${dueOn} already.`,
    });
  }
}

function checkDueDay(broken: BrokenRule[], dueOn: string, endsOn: string): void {
  if (dueOn >= endsOn) return;
  addBroken(broken, 'PERIOD_DUE_BEFORE_END', ['input', 'dueOn'], {
    zh: `报送截止日期早于报告期的最后一天 ${endsOn}。`,
    en: `The due day lies before the last day of the period, ${endsOn}.`,
  });
}

function overlaps(code: string | null): BrokenRule {
  const named = { zh: code === null ? '另一报告期' : `报告期 ${code}`, en: code === null ? 'another one' : `the period ${code}` };
  return {
    code: 'PERIOD_OVERLAPS',
    path: ['input', 'startsOn'],
    messages: {
      zh: `与同一机制的${named.zh}重叠。`,
      en: `It overlaps with ${named.en} of the same programme.`,
    },
  };
}

export interface ClosingFacts {
  readonly id: string;
  readonly endsOn: string;
  readonly closedAt: string | null;
  readonly isOver: boolean;
  /** How many rows of it are in which state of review. */
  readonly open: Readonly<Record<string, number>>;
}

export function checkClosing(broken: BrokenRule[], leaveOut: boolean, { endsOn, isOver, open }: ClosingFacts): void {
  if (!isOver) {
    addBroken(broken, 'PERIOD_NOT_OVER', ['input', 'period'], {
      zh: `报告期到 ${endsOn} 才结束，此后才能关闭。`,
      en: `The period ends on ${endsOn} and is closed after that.`,
    });
  }
  const states = Object.entries(open).sort(([a], [b]) => (a < b ? -1 : 1));
  if (states.length === 0 || leaveOut) return;
  const list = states.map(([state, rows]) => `${state} ${rows}`).join(', ');
  const listZh = states.map(([state, rows]) => `${nameZh('ContributionState', state)} ${rows} 笔`).join('、');
  addBroken(broken, 'PERIOD_HAS_OPEN_ROWS', ['input', 'leaveOut'], {
    zh: `报告期内还有未验收的投入（${listZh}），可在 ReportingPeriod.contributions 中逐笔查看：请先办结，或以 leaveOut: true 关闭；留下的以后须经同意才能验收。`,
    en: `Contributions of the period are not accepted yet (${list}); ReportingPeriod.contributions lists them. Decide on them first, or close it with leaveOut: true: they are then accepted with consent only.`,
  });
}
