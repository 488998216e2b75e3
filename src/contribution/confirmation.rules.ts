import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { parseYuanOrZero } from '../shared/money/fen.js';
import { parseQuantityOrZero, quantityText } from '../shared/quantity.js';
import { checkedText } from '../writing/text.rules.js';
import type { ConfirmContributionInput, ConfirmedLineInput } from './confirmation.input.js';
import { Form } from './contribution.enums.js';
import { MOST_LINES } from './lines.rules.js';

export interface ConfirmedLine {
  readonly item: string;
  readonly quantity: string;
  readonly unit: string;
}

/** A confirmation whose rules all hold, in the form it is stored in. */
export interface CheckedConfirmation {
  readonly amountFen: bigint | null;
  readonly lines: readonly ConfirmedLine[];
  readonly note: string | null;
}

export function checkConfirmation(
  broken: BrokenRule[],
  { amount, lines, confirmedOn, note }: ConfirmContributionInput,
  { form, today }: { readonly form: string; readonly today: string },
): CheckedConfirmation {
  checkDay(broken, confirmedOn, today);
  const isCash = form === Form.CASH;
  return {
    amountFen: isCash ? checkAmount(broken, amount) : refuseAmount(broken, amount),
    lines: isCash ? refuseLines(broken, lines) : checkLines(broken, lines),
    note: checkedText(broken, ['input', 'note'], note, { max: 500, prose: true }),
  };
}

function checkDay(broken: BrokenRule[], day: string, today: string): void {
  const path = ['input', 'confirmedOn'];
  if (day > today) addBroken(broken, 'DATE_IN_FUTURE', path, { zh: `日期 ${day} 在将来。`, en: `The date ${day} lies in the future.` });
  if (day < '1949-10-01') addBroken(broken, 'DATE_TOO_EARLY', path, { zh: `日期 ${day} 过早。`, en: `The date ${day} lies too far back.` });
}

function checkAmount(broken: BrokenRule[], amount: string | null | undefined): bigint | null {
  const path = ['input', 'amount'];
  if (amount != null) return parsed(broken, path, () => parseYuanOrZero(amount)) ?? null;
  addBroken(broken, 'AMOUNT_MISSING', path, {
    zh: '确认资金类投入须填收到的金额（元）。',
    en: 'To confirm cash, say how many yuan were received.',
  });
  return null;
}

function refuseAmount(broken: BrokenRule[], amount: string | null | undefined): null {
  if (amount != null)
    addBroken(broken, 'AMOUNT_IN_KIND', ['input', 'amount'], {
      zh: '确认实物类投入不填金额，填收到的数量。',
      en: 'Help in kind is confirmed by the quantities that were received, not by an amount.',
    });
  return null;
}

function refuseLines(broken: BrokenRule[], lines: readonly ConfirmedLineInput[] | null | undefined): readonly ConfirmedLine[] {
  if (lines != null && lines.length > 0)
    addBroken(broken, 'LINES_WITH_CASH', ['input', 'lines'], { zh: '资金类投入没有实物明细。', en: 'Cash has no lines in kind.' });
  return [];
}

function checkLines(broken: BrokenRule[], lines: readonly ConfirmedLineInput[] | null | undefined): readonly ConfirmedLine[] {
  const path = ['input', 'lines'];
  if (lines == null || lines.length > MOST_LINES) {
    addBroken(broken, 'LINE_COUNT', path, {
      zh: `确认实物类投入须填收到的明细（至多 ${MOST_LINES} 行；未收到时填空列表）。`,
      en: `To confirm help in kind, give what was received, at most ${MOST_LINES} lines; an empty list where nothing was.`,
    });
    return [];
  }
  return lines.flatMap(({ item, unit, quantity }, index) => {
    const own = [...path, String(index)];
    const checked = {
      item: checkedText(broken, [...own, 'item'], item, { max: 200 }),
      unit: checkedText(broken, [...own, 'unit'], unit, { max: 20 }),
    };
    const thousandths = parsed(broken, [...own, 'quantity'], () => parseQuantityOrZero(quantity));
    if (checked.item === null || checked.unit === null || thousandths === undefined) return [];
    return [{ item: checked.item, unit: checked.unit, quantity: quantityText(thousandths) }];
  });
}
