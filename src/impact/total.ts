import type { FlowClass, Stage } from '../contribution/contribution.enums.js';
import { badInput } from '../shared/errors/app-error.js';
import type { ClassMoneyRow } from './facets/money.facet.js';
import type { MoneyTotal } from './impact.types.js';

export interface TotalArguments {
  readonly flowClasses: readonly FlowClass[];
  readonly stage: Stage;
}

/** Adds the classes that are named, and no others. */
export function totalOf(money: readonly ClassMoneyRow[], { flowClasses, stage }: TotalArguments): MoneyTotal {
  if (flowClasses.length === 0) {
    throw badInput(['flowClasses'], 'CLASSES_NOT_NAMED', {
      zh: '请写明要相加的资金性质（flowClasses）：财政、捐赠、投资等不能不加说明地相加。',
      en: 'Name the flow classes to add: fiscal money, donations and investment are not added without saying so.',
    });
  }
  const classes = new Set<string>(flowClasses);
  const rows = money.filter((row) => row.stage === stage && classes.has(row.flowClass));
  const sum = (field: 'net' | 'gross') => rows.reduce((total, row) => total + BigInt(row[field]), 0n).toString();
  return { ...named({ flowClasses, stage }), net: sum('net'), gross: sum('gross') };
}

/** What a total says of what it adds. */
export function named({ flowClasses, stage }: TotalArguments): Pick<MoneyTotal, 'flowClasses' | 'stage'> {
  return { flowClasses: [...new Set(flowClasses)], stage };
}
