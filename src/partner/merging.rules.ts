import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { checkedText } from '../writing/text.rules.js';
import type { MergePartnersInput, UnmergePartnersInput } from './merging.input.js';

/** Two pairings that the same partner would have with one place under one programme in the same days. */
export interface PairingInTheWay {
  readonly kept: string;
  readonly merged: string;
  readonly programme: string;
  readonly place: string;
  /** The first and the last day of both; null where they have none. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface MergingFacts {
  readonly keptId: string;
  readonly mergedId: string;
  /** What the merged record is merged into already. */
  readonly mergedIntoId: string | null;
  readonly kindsDiffer: boolean;
  /** Governments of different places. */
  readonly homesDiffer: boolean;
  /** One is an example and the other is not. */
  readonly exampleAndReal: boolean;
  readonly areRelated: boolean;
  readonly pairings: readonly PairingInTheWay[];
}

/** Everything that keeps two records from being one organisation. */
export function checkMerging(broken: BrokenRule[], input: MergePartnersInput, facts: MergingFacts): void {
  const path = ['input', 'merged'];
  checkedText(broken, ['input', 'reason'], input.reason, { max: 500, prose: true });
  if (facts.keptId === facts.mergedId) {
    addBroken(broken, 'PARTNER_IS_THE_SAME', path, { zh: '两处指的是同一条记录。', en: 'Both name the same record.' });
    return;
  }
  if (facts.mergedIntoId !== null) {
    addBroken(broken, 'PARTNER_IS_MERGED', path, {
      zh: '该记录已并入另一帮扶方；请先撤销那次合并。',
      en: 'The record is merged into a partner already; undo that first.',
    });
  }
  if (facts.kindsDiffer) {
    addBroken(broken, 'PARTNER_KINDS_DIFFER', path, {
      zh: '两条记录的类别不同，不是同一个单位。',
      en: 'The records are of different kinds, so they are not one organisation.',
    });
  }
  if (facts.homesDiffer) {
    addBroken(broken, 'GOVERNMENTS_DIFFER', path, {
      zh: '两条记录是不同行政区的政府。',
      en: 'The records are the governments of different places.',
    });
  }
  if (facts.exampleAndReal) {
    addBroken(broken, 'EXAMPLE_AND_REAL', path, {
      zh: '示例与真实单位不能合并。',
      en: 'An example and a real organisation are not merged.',
    });
  }
  if (facts.areRelated) {
    addBroken(broken, 'PARTNERS_ABOVE_EACH_OTHER', path, {
      zh: '两条记录是上下级单位，不是同一个单位。',
      en: 'One record stands above the other, so they are two organisations.',
    });
  }
  for (const { programme, place, from, to } of facts.pairings) {
    addBroken(broken, 'PAIRING_OVERLAPS', path, {
      zh: `两条记录${from === null ? '' : `自 ${from} `}${to === null ? '起' : `至 ${to} `}都有 ${programme} 下与${place}的结对；请先将其中一个改到不重叠的日期。`,
      en: `Both have a pairing with ${place} under ${programme}${from === null ? '' : ` from ${from}`}${to === null ? ' on' : ` to ${to}`}; end one of them first, so that they do not overlap.`,
    });
  }
}

export interface UnmergingFacts {
  readonly mergedId: string;
  /** The record that it stands under. */
  readonly keptId: string | null;
  readonly mergeId: string | null;
  readonly closedPeriods: readonly string[];
  /** What was recorded since under what the merging handed over, as type and key. */
  readonly rowsSince: readonly string[];
}

/** Everything that keeps a merging from being undone. */
export function checkUnmerging(broken: BrokenRule[], input: UnmergePartnersInput, facts: UnmergingFacts): void {
  const path = ['input', 'merged'];
  checkedText(broken, ['input', 'reason'], input.reason, { max: 500, prose: true });
  if (facts.mergeId === null) {
    addBroken(broken, 'PARTNER_IS_NOT_MERGED', path, { zh: '该记录没有并入其他帮扶方。', en: 'The record is merged into no partner.' });
    return;
  }
  if (facts.closedPeriods.length > 0) {
    addBroken(broken, 'MERGING_IS_CLOSED', path, {
      zh: `合并之后关闭的报告期含其投入：${facts.closedPeriods.join('、')}。`,
      en: `Reporting periods that hold contributions of either were closed since: ${facts.closedPeriods.join(', ')}.`,
    });
  }
  if (facts.rowsSince.length > 0) {
    addBroken(broken, 'MERGING_HAS_ROWS', path, {
      zh: `合并之后在移交的结对、项目或资金池下又有记录：${facts.rowsSince.join('、')}；请先撤回。`,
      en: `Rows were recorded since under what the merging handed over: ${facts.rowsSince.join(', ')}; withdraw them first.`,
    });
  }
}
