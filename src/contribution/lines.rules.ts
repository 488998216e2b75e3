import type { BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { MAX_ROW_FEN, parseYuan } from '../shared/money/fen.js';
import { parseQuantity, quantityText, quantityValueFen } from '../shared/quantity.js';
import { checkedText } from '../writing/text.rules.js';
import { Form, type StaffRole } from './contribution.enums.js';
import type { InKindLineInput } from './contribution.input.js';

export const MOST_LINES = 50;

/** A line of help in kind in the form it is stored in. */
export interface Line {
  readonly item: string;
  readonly quantity: string;
  readonly unit: string;
  readonly staffRole: StaffRole | null;
  readonly unitValueFen: bigint | null;
  readonly valuationBasis: string | null;
  readonly valueFen: bigint | null;
}

export function checkLines(broken: BrokenRule[], inputs: readonly InKindLineInput[], form: Form): Line[] {
  const path = ['input', 'lines'];
  if (form === Form.CASH && inputs.length > 0) {
    broken.push({ code: 'LINES_WITH_CASH', path, messages: { zh: '资金类投入没有实物明细。', en: 'Cash has no lines in kind.' } });
  }
  if (form === Form.CASH) return [];
  if (inputs.length < 1 || inputs.length > MOST_LINES) {
    broken.push({
      code: 'LINE_COUNT',
      path,
      messages: { zh: `实物类投入须有 1 至 ${MOST_LINES} 行明细。`, en: `Help in kind needs 1 to ${MOST_LINES} lines.` },
    });
    return [];
  }
  return inputs.flatMap((input, index) => checkLine(broken, [...path, String(index)], input, form) ?? []);
}

function checkLine(broken: BrokenRule[], path: readonly string[], input: InKindLineInput, form: Form): Line | undefined {
  const { unitValue } = input;
  const item = checkedText(broken, [...path, 'item'], input.item, { max: 200 });
  const unit = checkedText(broken, [...path, 'unit'], input.unit, { max: 20 });
  const valuationBasis = checkedText(broken, [...path, 'valuationBasis'], input.valuationBasis, { max: 200 });
  const thousandths = parsed(broken, [...path, 'quantity'], () => parseQuantity(input.quantity));
  const unitValueFen = unitValue == null ? null : parsed(broken, [...path, 'unitValue'], () => parseYuan(unitValue));
  if ((unitValue == null) !== (valuationBasis === null)) {
    broken.push({
      code: 'VALUATION_BASIS',
      path: [...path, 'valuationBasis'],
      messages: { zh: '单价与估价依据须同时填写。', en: 'A unit value and its valuation basis are given together.' },
    });
  }
  if (input.staffRole != null && form !== Form.STAFF) {
    broken.push({
      code: 'STAFF_ROLE',
      path: [...path, 'staffRole'],
      messages: { zh: '只有派出人员（STAFF）填人员类别。', en: 'Only lines of the form STAFF have a staff role.' },
    });
  }
  if (thousandths === undefined || unitValueFen === undefined || item === null || unit === null) return undefined;
  const valueFen = unitValueFen === null ? null : quantityValueFen(thousandths, unitValueFen);
  if (valueFen !== null && valueFen >= MAX_ROW_FEN) {
    broken.push({
      code: 'LINE_VALUE_TOO_LARGE',
      path: [...path, 'unitValue'],
      messages: {
        zh: '数量乘以单价必须小于十万亿元（10^15 分）。',
        en: 'The quantity times the unit value must be below 10 trillion yuan (10^15 fen).',
      },
    });
  }
  return {
    item,
    quantity: quantityText(thousandths),
    unit,
    staffRole: input.staffRole ?? null,
    unitValueFen,
    valuationBasis,
    valueFen,
  };
}
