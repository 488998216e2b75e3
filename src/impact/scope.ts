import type { PlaceLevel } from '../access/viewer.js';
import { ContributionState, type FlowClass, type Stage } from '../contribution/contribution.enums.js';
import { HANDED_IN } from '../contribution/contribution.steps.js';
import { badInput } from '../shared/errors/app-error.js';
import type { ImpactFilter } from './impact.input.js';

/** The things that have an impact of their own. */
export type AnchorKind = 'place' | 'partner' | 'programme' | 'pairing' | 'fund' | 'project';

export interface Anchor {
  readonly kind: AnchorKind;
  /** The key of the row: its number, or a programme's code. Of a place whose code was replaced, its successor's. */
  readonly key: string;
  /** Of a place: its level. */
  readonly level?: PlaceLevel;
  /** Of a partner: whether its gifts are so many that they are counted beforehand (large_giver_kinds() in the database). */
  readonly givesMuch?: boolean;
}

/** What an impact is about: a filter, and the thing whose impact it is. This object is the root of the `Impact` type. */
export interface Scope {
  readonly filter: ImpactFilter;
  readonly anchor: Anchor | null;
  /** Of money: at this stage alone. */
  readonly stage?: Stage;
  /** Answers that were read from the rollups beforehand, by the response keys of their fields. */
  readonly brought?: Readonly<Record<string, unknown>>;
}

const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

export function scopeOf(filter: ImpactFilter | null | undefined, anchor: Anchor | null = null): Scope {
  const { states, fromYear, toYear } = filter ?? {};
  const counted = states ?? [ContributionState.ACCEPTED];
  if (counted.length === 0 || counted.some((state) => !HANDED_IN.includes(state))) {
    throw badInput(['filter', 'states'], 'IMPACT_STATES', {
      zh: `成效只统计 ${HANDED_IN.join('、')} 的投入。`,
      en: `Impact counts contributions that are ${HANDED_IN.join(', ')}, and no others.`,
    });
  }
  for (const [field, year] of Object.entries({ fromYear, toYear })) {
    if (year != null && (year < FIRST_YEAR || year > LAST_YEAR)) {
      throw badInput(['filter', field], 'YEAR_OUT_OF_RANGE', {
        zh: `${field} ${year} 须在 ${FIRST_YEAR} 与 ${LAST_YEAR} 之间。`,
        en: `${field} ${year} must lie between ${FIRST_YEAR} and ${LAST_YEAR}.`,
      });
    }
  }
  if (fromYear != null && toYear != null && fromYear > toYear) {
    throw badInput(['filter', 'toYear'], 'YEARS_REVERSED', {
      zh: `toYear ${toYear} 早于 fromYear ${fromYear}。`,
      en: `toYear ${toYear} lies before fromYear ${fromYear}.`,
    });
  }
  return { filter: filter ?? {}, anchor };
}

/** The part of a scope that is money of these classes at the stage. */
export function moneyOf({ filter, anchor }: Scope, flowClasses: readonly FlowClass[], stage: Stage): Scope {
  const inScope = flowClasses.filter((flowClass) => filter.flowClasses?.includes(flowClass) ?? true);
  return { filter: { ...filter, flowClasses: inScope }, anchor, stage };
}
