import { periodClosed } from '../period/closed.rules.js';
import { liesIn } from '../place/place-set.js';
import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { parseYuan, yuanText } from '../shared/money/fen.js';
import { checkedText } from '../writing/text.rules.js';
import { type FlowClass, Form } from './contribution.enums.js';
import {
  type ContributionFacts,
  type CorrectedFacts,
  giversOf,
  type PairingFacts,
  type ProjectFacts,
  type SourceFacts,
} from './contribution.facts.js';
import type { CorrectContributionInput, LogContributionInput } from './contribution.input.js';
import { dividePlaces, divideSectors } from './division.rules.js';
import { checkLines, type Line } from './lines.rules.js';
import { checkMatch } from './matching.rules.js';
import { type Part, partsOf } from './parts.calculation.js';

/** A contribution whose rules all hold, in the form it is stored in. */
export interface CheckedContribution {
  readonly amountFen: bigint | null;
  readonly valuedFen: bigint | null;
  readonly lines: readonly Line[];
  readonly parts: readonly Part[];
  readonly setPlaceIds: readonly string[];
  readonly pairingId: string | null;
}

const FUND_OVERDRAWN: BrokenRule = {
  code: 'FUND_OVERDRAWN',
  path: ['input', 'amount'],
  messages: { zh: '资金池余额不足。', en: "The fund's balance does not cover it." },
};

declareConstraint('fund_live_balance', FUND_OVERDRAWN);
declareConstraint('fund_accepted_balance', FUND_OVERDRAWN);
declareConstraint('contribution_corrects', alreadyCorrected());
declareConstraint('contribution_one_live', alreadyCorrected());

/** Everything that is wrong with a contribution, or the contribution in the form it is stored in. */
export function checkContribution(broken: BrokenRule[], input: LogContributionInput, facts: ContributionFacts): CheckedContribution {
  checkedText(broken, ['input', 'note'], input.note, { max: 500, prose: true });
  checkTarget(broken, input, facts);
  checkGiver(broken, facts);
  checkDay(broken, input, facts);
  const isCash = input.form === Form.CASH;
  const amountFen = checkAmount(broken, input, isCash);
  const lines = checkLines(broken, input.lines ?? [], input.form);
  const pairingId = checkPairing(broken, input, facts);
  checkSource(broken, input, facts, amountFen);
  checkMatch(broken, input, facts, amountFen);
  const where = dividePlaces(broken, input, facts, isCash);
  const sectors = divideSectors(broken, input, facts, isCash);
  return {
    amountFen,
    valuedFen: worthOf(lines),
    lines,
    parts: broken.length > 0 ? [] : partsOf(amountFen, where.divisions, sectors),
    setPlaceIds: where.setPlaceIds,
    pairingId,
  };
}

/** What the lines are worth together as far as somebody valued them; null where nobody did. */
function worthOf(lines: readonly Line[]): bigint | null {
  const values = lines.flatMap(({ valueFen }) => valueFen ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value);
}

/** What is given up takes nothing more, and what is suspended nothing as long as it is; what was given already may still be corrected. */
export function checkTakesMore(broken: BrokenRule[], path: readonly string[], projectStatus: string | null): void {
  if (projectStatus === 'CANCELLED' || projectStatus === 'WITHDRAWN') {
    addBroken(broken, 'PROJECT_CANCELLED', path, {
      zh: '项目已取消，不能再记投入。',
      en: 'The project is cancelled and takes no contributions.',
    });
  }
  if (projectStatus === 'SUSPENDED') {
    addBroken(broken, 'PROJECT_SUSPENDED', path, {
      zh: '项目已暂停，恢复之前不能再记投入。',
      en: 'The project is suspended and takes no contributions until it is resumed.',
    });
  }
}

/** Approved at some time. A contribution without a project needs no approval. */
export function isApproved(projectStatus: string | null): boolean {
  return projectStatus === null || !['PROPOSED', 'ON_NOTICE', 'RETURNED', 'WITHDRAWN'].includes(projectStatus);
}

function checkTarget(broken: BrokenRule[], input: LogContributionInput, { project, fund, corrected }: ContributionFacts): void {
  if ((project === null) === (fund === null)) {
    addBroken(broken, 'TARGET_NOT_ONE', ['input', 'project'], {
      zh: '请填 project（项目）或 fund（资金池）之一，且只填一个。',
      en: 'Name either a project or a fund, and only one of them.',
    });
  }
  if (project !== null && corrected === null) checkTakesMore(broken, ['input', 'project'], project.status);
  if (fund && input.occurredOn < fund.openedOn) {
    addBroken(broken, 'FUND_NOT_OPEN', ['input', 'occurredOn'], {
      zh: `资金池于 ${fund.openedOn} 设立，日期不能更早。`,
      en: `The fund was opened on ${fund.openedOn}; the day cannot lie before it.`,
    });
  }
}

/** Money that moves on keeps its giver, and a place may spend what it holds anywhere within it. */
function checkGiver(broken: BrokenRule[], facts: ContributionFacts): void {
  const { partner, through, project, fund, source } = facts;
  if (source === null && through !== null && partner.parentId !== through.id) {
    addBroken(broken, 'THROUGH_NOT_PARENT', ['input', 'through'], {
      zh: '经由的商会或集团须是该帮扶方的上级单位。',
      en: 'The chamber or group that a gift goes through must be the parent of the partner.',
    });
  }
  if (project !== null && !isPartnerOf(project, giversOf(facts)) && !liesInFundPlace(project, source)) {
    addBroken(broken, 'NOT_A_PARTNER_OF_PROJECT', ['input', 'project'], {
      zh: '该项目属于其他帮扶方：只有牵头方、项目结对方及其下属单位可以向它记投入，行政区的资金池可以投向本区内的项目。',
      en: "The project is another partner's: its lead partner, the partners of its pairings and those under them contribute to it, and a place's fund may finance what lies in the place.",
    });
  }
  if (fund !== null && source === null && !fund.takesFromGiver) {
    addBroken(broken, 'NOT_A_PARTNER_OF_FUND', ['input', 'fund'], {
      zh: '该资金池属于其他帮扶方：只有持有方及其上下级单位、在该机制下与资金池所在行政区结对的帮扶方可以向它记投入。',
      en: "The fund is another partner's: its holder, those above and under it, and partners paired under its programme with the place that holds it contribute to it.",
    });
  }
}

function isPartnerOf(project: ProjectFacts, givers: readonly string[]): boolean {
  return [project.leadPartnerId, ...project.pairings.map(({ partnerId }) => partnerId)].some((id) => givers.includes(id));
}

function liesInFundPlace({ places }: ProjectFacts, source: SourceFacts | null): boolean {
  const { fundPlace = null } = source ?? {};
  return fundPlace !== null && places.every((place) => liesIn(place, [fundPlace]));
}

function checkDay(broken: BrokenRule[], { occurredOn }: LogContributionInput, { today, source }: ContributionFacts): void {
  if (occurredOn > today) {
    addBroken(broken, 'DATE_IN_FUTURE', ['input', 'occurredOn'], {
      zh: `日期 ${occurredOn} 在将来。`,
      en: `The date ${occurredOn} lies in the future.`,
    });
  }
  if (occurredOn < '1949-10-01') {
    addBroken(broken, 'DATE_TOO_EARLY', ['input', 'occurredOn'], {
      zh: `日期 ${occurredOn} 过早。`,
      en: `The date ${occurredOn} lies too far back.`,
    });
  }
  if (source && occurredOn < source.occurredOn) {
    addBroken(broken, 'ONWARD_BEFORE_SOURCE', ['input', 'occurredOn'], {
      zh: `这笔资金 ${source.occurredOn} 才到资金池，不能在此前转出。`,
      en: `The money reached the fund on ${source.occurredOn} and cannot move on before that.`,
    });
  }
}

function checkAmount(broken: BrokenRule[], { amount }: LogContributionInput, isCash: boolean): bigint | null {
  const path = ['input', 'amount'];
  if (!isCash) {
    if (amount != null)
      addBroken(broken, 'AMOUNT_IN_KIND', path, {
        zh: '实物类投入不填金额，价值填在明细中。',
        en: 'Help in kind has no amount; its value stands in the lines.',
      });
    return null;
  }
  if (amount == null) {
    addBroken(broken, 'AMOUNT_MISSING', path, { zh: '资金类投入须填金额（元）。', en: 'Cash needs an amount in yuan.' });
    return null;
  }
  return parsed(broken, path, () => parseYuan(amount)) ?? null;
}

/**
 * The pairing that the contribution counts under: the giver's, its parent's or that of the chamber it gives through. With
 * none of these among the project's it counts under none, and still needs one of the project's to be in force on its day.
 */
function checkPairing(broken: BrokenRule[], { pairing, occurredOn }: LogContributionInput, facts: ContributionFacts): string | null {
  const candidates = facts.project?.pairings ?? [];
  const givers = giversOf(facts);
  const own = candidates.filter(({ partnerId }) => givers.includes(partnerId));
  if (pairing) return checkNamedPairing(broken, pairing, { candidates, own, occurredOn });
  const inForce = (own.length > 0 ? own : candidates).filter((candidate) => isInForce(candidate, occurredOn));
  if (candidates.length > 0 && inForce.length === 0) notInForce(broken, occurredOn);
  // Its own comes before its parent's.
  const [chosen] = givers.flatMap((giver) => inForce.filter(({ partnerId }) => partnerId === giver));
  return chosen?.id ?? null;
}

interface PairingChoice {
  readonly candidates: readonly PairingFacts[];
  readonly own: readonly PairingFacts[];
  readonly occurredOn: string;
}

function checkNamedPairing(broken: BrokenRule[], id: string, { candidates, own, occurredOn }: PairingChoice): string | null {
  const path = ['input', 'pairing'];
  const named = candidates.find((candidate) => candidate.id === id);
  if (!named) {
    addBroken(broken, 'PAIRING_OF_ANOTHER_PROJECT', path, { zh: '该结对不是这个项目的结对。', en: 'The pairing is not one of the project.' });
    return null;
  }
  if (!own.includes(named)) {
    addBroken(broken, 'PAIRING_OF_OTHERS', path, {
      zh: '该结对属于其他帮扶方：投入只计入出资方、其上级单位或所经由单位的结对。',
      en: "The pairing is another partner's: a contribution counts under that of its giver, of the giver's parent or of the chamber it goes through.",
    });
  }
  if (!isInForce(named, occurredOn)) notInForce(broken, occurredOn);
  return named.id;
}

function isInForce({ startedOn, endedOn }: PairingFacts, day: string): boolean {
  return (startedOn === null || startedOn <= day) && (endedOn === null || day <= endedOn);
}

function notInForce(broken: BrokenRule[], day: string): void {
  addBroken(broken, 'PAIRING_NOT_IN_FORCE', ['input', 'occurredOn'], {
    zh: `项目的结对在 ${day} 当天不在有效期内。`,
    en: `The project's pairing was not in force on ${day}.`,
  });
}

function checkSource(
  broken: BrokenRule[],
  input: LogContributionInput,
  { source, fund, project }: ContributionFacts,
  amountFen: bigint | null,
): void {
  if (source === null) return;
  const path = ['input', 'onwardFrom'];
  if (source.fundId === null || source.form !== Form.CASH) {
    addBroken(broken, 'SOURCE_NOT_IN_FUND', path, { zh: '只有进入资金池的资金可以转出。', en: 'Only cash that went to a fund can move on.' });
    return;
  }
  if (fund?.id === source.fundId) {
    addBroken(broken, 'ONWARD_TO_SAME_FUND', ['input', 'fund'], {
      zh: '资金不能转入它所在的资金池。',
      en: 'Money cannot move on to the fund it is in.',
    });
  }
  const programme = (project ?? fund)?.programme ?? source.programme;
  if (programme !== source.programme) {
    addBroken(broken, 'ONWARD_OTHER_PROGRAMME', path, {
      zh: `这笔资金属于 ${source.programme}，不能转入 ${programme} 的项目或资金池。`,
      en: `The money belongs to ${source.programme} and cannot move on to a project or fund of ${programme}.`,
    });
  }
  if (input.form !== source.form || input.flowClass !== source.flowClass || input.stage !== source.stage) {
    addBroken(broken, 'ONWARD_DIFFERS', path, {
      zh: `转出的资金须保持原来的性质、阶段和形式（${source.flowClass}、${source.stage}、${source.form}）。`,
      en: `Money that moves on keeps its class, stage and form (${source.flowClass}, ${source.stage}, ${source.form}).`,
    });
  }
  if (amountFen === null) return;
  const remaining = BigInt(source.remainingFen ?? '0');
  if (amountFen > remaining) {
    addBroken(broken, 'ONWARD_EXCEEDS_SOURCE', ['input', 'amount'], {
      zh: `这笔资金还剩 ${yuanText(remaining)} 元可转出，收到 ${yuanText(amountFen)} 元。`,
      en: `Of this money ${yuanText(remaining)} yuan can still move on, got ${yuanText(amountFen)}.`,
    });
  }
  if (source.stage === 'DISBURSED' && amountFen > BigInt(source.fundBalanceFen ?? '0')) broken.push(FUND_OVERDRAWN);
}

/** What a correction must keep true besides the rules of the row itself. */
export function checkCorrection(broken: BrokenRule[], input: CorrectContributionInput, corrected: CorrectedFacts, right: RightRow): void {
  checkedText(broken, ['input', 'reason'], input.reason, { max: 500, prose: true });
  checkVoid(broken, input);
  if (corrected.hasCorrection) broken.push(alreadyCorrected());
  else if (corrected.isBesideLive) {
    addBroken(broken, 'CORRECTION_WAITS', ['input', 'contribution'], {
      zh: '这是一笔待验收（或被退回）的更正：请先撤回它，再更正原来的一笔。',
      en: 'This is a correction that waits or was returned: withdraw it first, and correct the row it was for.',
    });
  }
  if (corrected.unconsented !== null) broken.push(periodClosed(['input', 'contribution'], corrected.unconsented));
  checkMovedOn(broken, corrected, right);
}

/** What a correction says that matters to the money moved on. */
export interface RightRow {
  readonly amountFen: bigint | null;
  readonly flowClass: FlowClass;
  readonly occurredOn: string;
}

function checkMovedOn(broken: BrokenRule[], corrected: CorrectedFacts, { amountFen, flowClass, occurredOn }: RightRow): void {
  const movedOn = BigInt(corrected.movedOnFen);
  if (movedOn > (amountFen ?? 0n)) {
    addBroken(broken, 'CORRECTION_BELOW_ONWARD', ['input', 'amount'], {
      zh: `这笔资金已有 ${yuanText(movedOn)} 元转出，更正后的金额不能更低。`,
      en: `${yuanText(movedOn)} yuan of this money have moved on; the right amount cannot be lower.`,
    });
  }
  const other = corrected.onwardClasses.find((onward) => onward !== flowClass);
  if (other !== undefined) broken.push(onwardWouldDiffer(['input', 'flowClass'], other));
  if (corrected.onwardFirstOn !== null && corrected.onwardFirstOn < occurredOn)
    broken.push(onwardWouldPrecede(['input', 'occurredOn'], corrected.onwardFirstOn));
}

/** The class of money is that of what it comes from, so it is first mended where the money went. */
export function onwardWouldDiffer(path: readonly string[], flowClass: string): BrokenRule {
  return {
    code: 'ONWARD_WOULD_DIFFER',
    path,
    messages: {
      zh: `这笔资金已按 ${flowClass} 转出，性质和阶段须与转出的一致；请先撤回或作废转出的各笔。`,
      en: `Money has moved on from it as ${flowClass}, and must have the same class and stage; first withdraw or void what moved on.`,
    },
  };
}

export function onwardWouldPrecede(path: readonly string[], firstOn: string): BrokenRule {
  return {
    code: 'ONWARD_WOULD_PRECEDE',
    path,
    messages: {
      zh: `这笔资金最早在 ${firstOn} 已转出，日期不能更晚。`,
      en: `Money moved on from it on ${firstOn} already; its day cannot be later.`,
    },
  };
}

/** A row that is taken back has no right values, and none is dropped silently. */
function checkVoid(broken: BrokenRule[], { void: voids, contribution: _contribution, reason: _reason, ...changes }: CorrectContributionInput): void {
  const changed = Object.entries(changes).find(([, value]) => value != null);
  if (!voids || changed === undefined) return;
  addBroken(broken, 'VOID_WITH_CHANGES', ['input', changed[0]], {
    zh: '作废一笔投入（void）时不能同时更改其他内容。',
    en: 'A correction that takes the row back (void) changes nothing else.',
  });
}

function alreadyCorrected(): BrokenRule {
  return {
    code: 'ALREADY_CORRECTED',
    path: ['input', 'contribution'],
    messages: { zh: '这笔投入已被更正，请更正最新的一笔。', en: 'The contribution was corrected already; correct the latest row.' },
  };
}
