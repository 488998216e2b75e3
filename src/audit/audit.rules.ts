import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { parseYuan, yuanText } from '../shared/money/fen.js';
import { checkedText } from '../writing/text.rules.js';
import type {
  AnswerFindingInput,
  DrawSampleInput,
  RecordFindingInput,
  RecordVisitInput,
  SendFindingInput,
  SettleFindingInput,
} from './audit.input.js';

export const MOST_SAMPLED = 10_000;

const RATE = /^(0|1)(\.[0-9]{1,6})?$/;
const SEED = /^[\x21-\x7e]{8,100}$/;

const NOT_OF_SAMPLE: BrokenRule = {
  code: 'ROW_NOT_IN_SAMPLE',
  path: ['input', 'row'],
  messages: { zh: '该记录不在这次抽样中。', en: 'The row is not in the sample.' },
};

const VISIT_OF_ANOTHER: BrokenRule = {
  code: 'VISIT_OF_ANOTHER_SAMPLE',
  path: ['input', 'visit'],
  messages: { zh: '该核查不属于这次抽样。', en: 'The visit is of another sample.' },
};

declareConstraint('finding_of_sample', NOT_OF_SAMPLE);
declareConstraint('finding_visit_of_sample', VISIT_OF_ANOTHER);

export function checkDraw(broken: BrokenRule[], input: DrawSampleInput): void {
  checkedText(broken, ['input', 'title'], input.title, { max: 200 });
  if ((input.size == null) === (input.rate == null)) {
    addBroken(broken, 'SIZE_OR_RATE', ['input', 'size'], {
      zh: '请填 size（条数）或 rate（比例）之一，且只填一个。',
      en: 'Name either a size or a rate, and only one of them.',
    });
  }
  if (input.size != null && (input.size < 1 || input.size > MOST_SAMPLED)) {
    addBroken(broken, 'SIZE_OUT_OF_RANGE', ['input', 'size'], {
      zh: `size 须在 1 与 ${MOST_SAMPLED} 之间。`,
      en: `size must be between 1 and ${MOST_SAMPLED}.`,
    });
  }
  if (input.rate != null && (!RATE.test(input.rate) || Number(input.rate) <= 0 || Number(input.rate) > 1)) {
    addBroken(broken, 'RATE_OUT_OF_RANGE', ['input', 'rate'], {
      zh: 'rate 须大于 0、不超过 1，最多六位小数。',
      en: 'rate is above 0 and at most 1, with at most six decimals.',
    });
  }
  if (input.seed != null && !SEED.test(input.seed)) {
    addBroken(broken, 'SEED_MALFORMED', ['input', 'seed'], {
      zh: 'seed 须为 8 至 100 个可打印的 ASCII 字符，不含空格。',
      en: 'seed must be 8 to 100 printable ASCII characters without spaces.',
    });
  }
  const { from, to } = input.frame ?? {};
  if (from != null && to != null && to < from) {
    addBroken(broken, 'DAYS_REVERSED', ['input', 'frame', 'to'], { zh: `to 早于 from ${from}。`, en: `to lies before from, ${from}.` });
  }
}

/** What is only known once it is drawn. */
export function emptyFrame(): BrokenRule {
  return {
    code: 'FRAME_EMPTY',
    path: ['input', 'frame'],
    messages: { zh: '没有符合条件的记录可供抽样。', en: 'No row meets the conditions of the frame.' },
  };
}

export function sampleTooLarge(rows: string): BrokenRule {
  return {
    code: 'SAMPLE_TOO_LARGE',
    path: ['input', 'size'],
    messages: { zh: `将抽出 ${rows} 条，最多 ${MOST_SAMPLED} 条。`, en: `It would have ${rows} rows, and at most ${MOST_SAMPLED} are drawn.` },
  };
}

export function checkVisit(broken: BrokenRule[], input: RecordVisitInput, today: string): void {
  checkedText(broken, ['input', 'visitors'], input.visitors, { max: 200 });
  checkedText(broken, ['input', 'note'], input.note, { max: 2000, prose: true });
  if (input.visitedOn > today) {
    addBroken(broken, 'DATE_IN_FUTURE', ['input', 'visitedOn'], {
      zh: `日期 ${input.visitedOn} 在将来。`,
      en: `The date ${input.visitedOn} lies in the future.`,
    });
  }
}

export interface RecordFacts {
  readonly isInSample: boolean;
  readonly visitFits: boolean;
  readonly amountFen: string | null;
  readonly partnerId: string | null;
  readonly placeId: string | null;
  readonly isExample: boolean;
}

/** Everything that is wrong with a finding, or the amount in question in fen. */
export function checkFinding(broken: BrokenRule[], input: RecordFindingInput, facts: RecordFacts): bigint | null {
  checkedText(broken, ['input', 'description'], input.description, { max: 2000, prose: true });
  if (!facts.isInSample) broken.push(NOT_OF_SAMPLE);
  if (!facts.visitFits) broken.push(VISIT_OF_ANOTHER);
  if (input.addressee === 'PLACE' && facts.placeId === null) {
    addBroken(broken, 'ADDRESSEE_MISSING', ['input', 'addressee'], {
      zh: '该记录没有共同的所在地，请由帮扶方答复。',
      en: 'No place holds the row; let its partner answer.',
    });
  }
  const { amountInQuestion } = input;
  if (amountInQuestion == null) return null;
  const path = ['input', 'amountInQuestion'];
  const amount = parsed(broken, path, () => parseYuan(amountInQuestion)) ?? null;
  if (amount !== null && facts.amountFen !== null && amount > BigInt(facts.amountFen)) {
    addBroken(broken, 'MORE_THAN_THE_ROW', path, {
      zh: `该记录的金额是 ${yuanText(BigInt(facts.amountFen))} 元，存疑的不能更多。`,
      en: `The row says ${yuanText(BigInt(facts.amountFen))} yuan; no more of it can be in question.`,
    });
  }
  return amount;
}

export function checkSending(broken: BrokenRule[], { dueOn }: Pick<SendFindingInput, 'dueOn'>, today: string): void {
  if (dueOn < today) {
    addBroken(broken, 'DUE_IN_PAST', ['input', 'dueOn'], { zh: `期限 ${dueOn} 已过。`, en: `The day ${dueOn} is past.` });
  }
}

export function checkAnswer(broken: BrokenRule[], input: AnswerFindingInput): void {
  checkedText(broken, ['input', 'body'], input.body, { max: 2000, prose: true });
}

export function checkSettling(broken: BrokenRule[], input: SettleFindingInput, today: string): void {
  checkedText(broken, ['input', 'resolution'], input.resolution, { max: 2000, prose: true });
  checkedText(broken, ['input', 'askAgain'], input.askAgain, { max: 2000, prose: true });
  if ((input.resolution == null) === (input.askAgain == null)) {
    addBroken(broken, 'RESOLVED_OR_ASKED_AGAIN', ['input', 'resolution'], {
      zh: '请填 resolution（办结）或 askAgain（要求再答复）之一，且只填一个。',
      en: 'Either resolve it or ask again.',
    });
  }
  if ((input.askAgain == null) !== (input.dueOn == null)) {
    addBroken(broken, 'DUE_WITH_ASKING', ['input', 'dueOn'], {
      zh: '要求再答复（askAgain）时须填期限，办结时不填。',
      en: 'Who asks again says until when; who resolves does not.',
    });
  }
  if (input.dueOn != null) checkSending(broken, { dueOn: input.dueOn }, today);
}
