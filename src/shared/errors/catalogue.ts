import type { BrokenRule } from './app-error.js';
import type { Message } from './messages.js';
import { Problem } from './problem.js';

type Sentence = (details: Readonly<Record<string, string | number>>) => Message;

/** The sentences of the problems that the parsers in shared/ report. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  AMOUNT_MALFORMED: ({ value }) => ({
    zh: `金额“${value}”不是十进制数，请写成 120000 或 33.34 这样的元数。`,
    en: `The amount "${value}" is not a decimal number; write yuan like 120000 or 33.34.`,
  }),
  AMOUNT_TOO_PRECISE: ({ value, decimals }) => ({
    zh: `金额“${value}”的小数多于 ${decimals} 位，最小单位是分。`,
    en: `The amount "${value}" has more than ${decimals} decimals; the smallest unit is one fen.`,
  }),
  AMOUNT_NOT_POSITIVE: ({ value }) => ({ zh: `金额“${value}”必须大于零。`, en: `The amount "${value}" must be above zero.` }),
  AMOUNT_NEGATIVE: ({ value }) => ({ zh: `金额“${value}”不能小于零。`, en: `The amount "${value}" must not be below zero.` }),
  AMOUNT_TOO_LARGE: ({ value }) => ({
    zh: `金额“${value}”必须小于十万亿元（10^15 分）。`,
    en: `The amount "${value}" must be below 10 trillion yuan (10^15 fen).`,
  }),
  QUANTITY_MALFORMED: ({ value }) => ({
    zh: `数量“${value}”不是十进制数，请写成 40 或 2.5。`,
    en: `The quantity "${value}" is not a decimal number; write it like 40 or 2.5.`,
  }),
  QUANTITY_TOO_PRECISE: ({ value }) => ({
    zh: `数量“${value}”的小数多于三位。`,
    en: `The quantity "${value}" has more than three decimals.`,
  }),
  QUANTITY_NOT_POSITIVE: ({ value }) => ({ zh: `数量“${value}”必须大于零。`, en: `The quantity "${value}" must be above zero.` }),
  QUANTITY_NEGATIVE: ({ value }) => ({ zh: `数量“${value}”不能小于零。`, en: `The quantity "${value}" must not be below zero.` }),
  QUANTITY_TOO_LARGE: ({ value }) => ({ zh: `数量“${value}”过大，须小于 10^12。`, en: `The quantity "${value}" must be below 10^12.` }),
  SHARE_MALFORMED: ({ value }) => ({
    zh: `份额“${value}”须写成分数（1/3）或百分数（33.34%，最多四位小数）。`,
    en: `The share "${value}" must be a fraction (1/3) or a percentage (33.34%, at most four decimals).`,
  }),
  SHARE_OUT_OF_RANGE: ({ value }) => ({
    zh: `份额“${value}”须大于零且不超过 100%，分母不超过 10^9。`,
    en: `The share "${value}" must be above zero and at most 100 %, with a denominator of at most 10^9.`,
  }),
  SHARES_NOT_WHOLE: ({ sum }) => ({
    zh: `各份额合计为 ${sum}，必须正好是 100%。`,
    en: `The shares sum to ${sum}; they must sum to exactly 100 %.`,
  }),
  SHARES_TOO_FINE: () => ({
    zh: '各份额没有足够小的公分母（不超过 10^15），请改用百分数。',
    en: 'The shares have no common denominator of at most 10^15; use percentages.',
  }),
  CREDIT_CODE_MALFORMED: ({ value }) => ({
    zh: `“${value}”不是统一社会信用代码：须为 18 位数字或大写字母（不含 I、O、S、V、Z）。`,
    en: `"${value}" is no unified social credit code: it has 18 digits or capital letters (without I, O, S, V, Z).`,
  }),
  CREDIT_CODE_CHECK_CHARACTER: ({ value }) => ({
    zh: `统一社会信用代码“${value}”的校验位不对，请核对每一位。`,
    en: `The check character of the credit code "${value}" is wrong; please compare every character.`,
  }),
  TEXT_EMPTY: () => ({ zh: '文字不能为空。', en: 'The text must not be empty.' }),
  TEXT_TOO_LONG: ({ max }) => ({ zh: `文字过长，最多 ${max} 个字符。`, en: `The text is too long: at most ${max} characters.` }),
  TEXT_CONTROL_CHARACTER: () => ({ zh: '文字含有控制字符或换行。', en: 'The text holds a control character or a line break.' }),
  TEXT_INVISIBLE_CHARACTER: () => ({ zh: '文字含有看不见的（零宽）字符。', en: 'The text holds an invisible (zero-width) character.' }),
  TEXT_BIDIRECTIONAL_CONTROL: () => ({
    zh: '文字含有改变书写方向的控制字符。',
    en: 'The text holds a control character that changes the writing direction.',
  }),
  TEXT_LONE_SURROGATE: () => ({ zh: '文字含有不完整的字符。', en: 'The text holds half a character (a lone surrogate).' }),
  SEARCH_WITHOUT_LETTER: () => ({
    zh: '搜索词至少要有一个字母、数字或汉字；% 和 _ 不是通配符。',
    en: 'A search needs at least one letter, digit or Chinese character; % and _ are not wildcards.',
  }),
  CURSOR_MALFORMED: () => ({ zh: '游标无效，请使用上一页返回的 endCursor。', en: 'The cursor is not valid; use the endCursor of the page before.' }),
  CURSOR_OF_ANOTHER_ORDER: () => ({
    zh: '游标属于另一种排序，换排序后请从第一页开始。',
    en: 'The cursor belongs to another order; start from the first page after changing the order.',
  }),
};

export function sentenceOf(code: string, details: Readonly<Record<string, string | number>> = {}): Message {
  const sentence = SENTENCES[code];
  if (!sentence) throw new RangeError(`There is no sentence for the code "${code}"`);
  return sentence(details);
}

/** Runs a parser of shared/; what it refuses becomes a broken rule at the given field, and the value is undefined. */
export function parsed<Value>(broken: BrokenRule[], path: readonly string[], parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    broken.push({ code: error.code, path, messages: sentenceOf(error.code, error.details) });
    return undefined;
  }
}
