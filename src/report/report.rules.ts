import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { parseYuanOrZero } from '../shared/money/fen.js';
import { checkedText } from '../writing/text.rules.js';
import type { ForecastInput, SaveReportInput } from './report.input.js';

/** The most that a round forecasts, and for how many years after its period. */
const MOST_FORECASTS = 120;
const MOST_YEARS = 5;

const QUARTER = /^(\d{4})-Q([1-4])$/;

/** What a forecast is stored as. */
export interface Forecast {
  readonly startsOn: string;
  readonly flowClass: string;
  readonly fen: string;
}

const CLIMBS: BrokenRule = {
  code: 'REPORT_BELOW_FIRST',
  path: ['input', 'report'],
  messages: {
    zh: '下级尚未全部审核通过，请待下级通过后再审核。',
    en: 'It climbs from the villages up, and not all places below have accepted it yet.',
  },
};

const OWN: BrokenRule = {
  code: 'REPORT_OWN',
  path: ['input', 'report'],
  messages: {
    zh: '这份报表是您的账号报送或已代另一级审核的，须由另一账号审核。',
    en: 'Your account handed it in, or has accepted it for another place; another account has to accept it.',
  },
};

const NOT_OPEN: BrokenRule = {
  code: 'REPORT_PERIOD_RUNS',
  path: ['report'],
  messages: { zh: '报告期尚未结束，结束后才能报送。', en: 'The period is not over; the report is handed in after it.' },
};

declareConstraint('report_climbs', CLIMBS);
declareConstraint('report_own', OWN);
declareConstraint('report_review_accounts', OWN);
declareConstraint('report_not_open', NOT_OPEN);

/** Everything that is wrong with what is to be handed in, or the narrative and the forecasts as they are stored. */
export function checkSaving(broken: BrokenRule[], input: SaveReportInput, periodEndsOn: string): { narrative: string; forecasts: Forecast[] } {
  const narrative = checkedText(broken, ['input', 'narrative'], input.narrative, { max: 20_000, prose: true }) ?? '';
  if (input.forecasts.length > MOST_FORECASTS) {
    addBroken(broken, 'FORECASTS_TOO_MANY', ['input', 'forecasts'], {
      zh: `预测最多 ${MOST_FORECASTS} 条。`,
      en: `At most ${MOST_FORECASTS} forecasts come with a report.`,
    });
    return { narrative, forecasts: [] };
  }
  const seen = new Set<string>();
  const forecasts = input.forecasts.flatMap((forecast, index) => {
    const path = ['input', 'forecasts', String(index)];
    const checked = checkForecast(broken, path, forecast, periodEndsOn);
    const key = `${forecast.quarter} ${forecast.flowClass}`;
    if (seen.has(key)) {
      addBroken(broken, 'FORECAST_TWICE', [...path, 'quarter'], {
        zh: `${forecast.quarter} 的 ${forecast.flowClass} 写了两次。`,
        en: `${forecast.flowClass} of ${forecast.quarter} is named twice.`,
      });
    }
    seen.add(key);
    return checked === null ? [] : [checked];
  });
  return { narrative, forecasts };
}

function checkForecast(broken: BrokenRule[], path: string[], { quarter, flowClass, amount }: ForecastInput, periodEndsOn: string): Forecast | null {
  const [, year, nth] = QUARTER.exec(quarter) ?? [];
  const fen = parsed(broken, [...path, 'amount'], () => parseYuanOrZero(amount));
  if (year === undefined || nth === undefined) {
    addBroken(broken, 'QUARTER_MALFORMED', [...path, 'quarter'], {
      zh: `季度“${quarter.slice(0, 20)}”须写成 2021-Q3 这样。`,
      en: `The quarter "${quarter.slice(0, 20)}" must read like 2021-Q3.`,
    });
    return null;
  }
  const { startsOn, endsOn } = daysOf(year, Number(nth));
  if (endsOn <= periodEndsOn || Number(year) > Number(periodEndsOn.slice(0, 4)) + MOST_YEARS) {
    addBroken(broken, 'QUARTER_OUT_OF_RANGE', [...path, 'quarter'], {
      zh: `只能预测报告期（至 ${periodEndsOn}）之后结束、且不晚于其后 ${MOST_YEARS} 年的季度。`,
      en: `A forecast is of a quarter that ends after the period (${periodEndsOn}), at most ${MOST_YEARS} years on.`,
    });
  }
  return fen === undefined ? null : { startsOn, flowClass, fen: fen.toString() };
}

const LAST_DAYS = ['03-31', '06-30', '09-30', '12-31'];

function daysOf(year: string, nth: number): { readonly startsOn: string; readonly endsOn: string } {
  return { startsOn: `${year}-${String(nth * 3 - 2).padStart(2, '0')}-01`, endsOn: `${year}-${LAST_DAYS[nth - 1]}` };
}

export function checkSubmitting(broken: BrokenRule[], { hasDraft, isOpen }: { readonly hasDraft: boolean; readonly isOpen: boolean }): void {
  if (!hasDraft) {
    addBroken(broken, 'REPORT_NOT_WRITTEN', ['report'], {
      zh: '这一轮还没有填写，请先保存（saveReport）。',
      en: 'Nothing was written for this round; save it first (saveReport).',
    });
  }
  if (!isOpen) broken.push(NOT_OPEN);
}

/** How many places below have to accept first, and whether the viewer's account has a part in it already. */
export function checkAccepting(broken: BrokenRule[], { below, isOwn }: { readonly below: number; readonly isOwn: boolean }): void {
  checkTurn(broken, below);
  if (isOwn) broken.push(OWN);
}

export function checkTurn(broken: BrokenRule[], below: number): void {
  if (below > 0) {
    addBroken(broken, CLIMBS.code, CLIMBS.path, {
      zh: `下级还有 ${below} 处未审核通过，请待其通过后再审核。`,
      en: `It climbs from the villages up, and of the places below so many have not accepted it yet: ${below}.`,
    });
  }
}
