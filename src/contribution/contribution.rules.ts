import { checkedShares, type LocatedPlace, liesIn, smallestCommonPlace } from '../place/place-set.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import type { Message } from '../shared/errors/messages.js';
import { parseYuan, yuanText } from '../shared/money/fen.js';
import { commonShares, parseShare, type Share } from '../shared/money/share.js';
import { checkedText } from '../writing/text.rules.js';
import { Form } from './contribution.enums.js';
import type { ContributionFacts, PairingFacts, ProjectFacts } from './contribution.facts.js';
import type { LogContributionInput } from './contribution.input.js';
import { checkLines, type Line } from './lines.rules.js';
import { ALL, type Division, type Part, partsOf } from './parts.calculation.js';

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

/** Everything that is wrong with a contribution, or the contribution in the form it is stored in. */
export function checkContribution(broken: BrokenRule[], input: LogContributionInput, facts: ContributionFacts): CheckedContribution {
  checkedText(broken, ['input', 'note'], input.note, { max: 500, prose: true });
  checkTarget(broken, input, facts);
  checkGiver(broken, input, facts);
  checkDay(broken, input, facts);
  const isCash = input.form === Form.CASH;
  const amountFen = checkAmount(broken, input, isCash);
  const lines = checkLines(broken, input.lines ?? [], input.form);
  const pairingId = checkPairing(broken, input, facts);
  checkSource(broken, input, facts, amountFen);
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

function checkTarget(broken: BrokenRule[], input: LogContributionInput, { project, fund, corrected }: ContributionFacts): void {
  if ((project === null) === (fund === null)) {
    add(broken, 'TARGET_NOT_ONE', ['input', 'project'], {
      zh: '请填 project（项目）或 fund（资金池）之一，且只填一个。',
      en: 'Name either a project or a fund, and only one of them.',
    });
  }
  if (project?.status === 'CANCELLED' && corrected === null) {
    add(broken, 'PROJECT_CANCELLED', ['input', 'project'], { zh: '项目已取消，不能再记投入。', en: 'The project is cancelled and takes no contributions.' });
  }
  if (fund && input.occurredOn < fund.openedOn) {
    add(broken, 'FUND_NOT_OPEN', ['input', 'occurredOn'], {
      zh: `资金池于 ${fund.openedOn} 设立，日期不能更早。`,
      en: `The fund was opened on ${fund.openedOn}; the day cannot lie before it.`,
    });
  }
}

/** Money that moves on keeps its giver, so only new money is checked against the project's partners. */
function checkGiver(broken: BrokenRule[], input: LogContributionInput, { partner, through, project, source }: ContributionFacts): void {
  if (source !== null) return;
  if (through !== null && partner.parentId !== through.id) {
    add(broken, 'THROUGH_NOT_PARENT', ['input', 'through'], {
      zh: '经由的商会或集团须是该帮扶方的上级单位。',
      en: 'The chamber or group that a gift goes through must be the parent of the partner.',
    });
  }
  if (project !== null && !isPartnerOf(project, [partner.id, partner.parentId, through?.id ?? null])) {
    add(broken, 'NOT_A_PARTNER_OF_PROJECT', ['input', 'project'], {
      zh: '该项目属于其他帮扶方：只有牵头方、项目结对方及其下属单位可以向它记投入。',
      en: "The project is another partner's: its lead partner, the partners of its pairings and those under them contribute to it.",
    });
  }
}

function isPartnerOf(project: ProjectFacts, ids: readonly (string | null)[]): boolean {
  const own = [project.leadPartnerId, ...project.pairings.map(({ partnerId }) => partnerId)];
  return ids.some((id) => id !== null && own.includes(id));
}

function checkDay(broken: BrokenRule[], { occurredOn }: LogContributionInput, { today, source }: ContributionFacts): void {
  if (occurredOn > today) {
    add(broken, 'DATE_IN_FUTURE', ['input', 'occurredOn'], { zh: `日期 ${occurredOn} 在将来。`, en: `The date ${occurredOn} lies in the future.` });
  }
  if (occurredOn < '1949-10-01') {
    add(broken, 'DATE_TOO_EARLY', ['input', 'occurredOn'], { zh: `日期 ${occurredOn} 过早。`, en: `The date ${occurredOn} lies too far back.` });
  }
  if (source && occurredOn < source.occurredOn) {
    add(broken, 'ONWARD_BEFORE_SOURCE', ['input', 'occurredOn'], {
      zh: `这笔资金 ${source.occurredOn} 才到资金池，不能在此前转出。`,
      en: `The money reached the fund on ${source.occurredOn} and cannot move on before that.`,
    });
  }
}

function checkAmount(broken: BrokenRule[], { amount }: LogContributionInput, isCash: boolean): bigint | null {
  const path = ['input', 'amount'];
  if (!isCash) {
    if (amount != null) add(broken, 'AMOUNT_IN_KIND', path, { zh: '实物类投入不填金额，价值填在明细中。', en: 'Help in kind has no amount; its value stands in the lines.' });
    return null;
  }
  if (amount == null) {
    add(broken, 'AMOUNT_MISSING', path, { zh: '资金类投入须填金额（元）。', en: 'Cash needs an amount in yuan.' });
    return null;
  }
  return parsed(broken, path, () => parseYuan(amount)) ?? null;
}

/** The pairing that the contribution counts under: the one named, or else the project's that is in force on the day. */
function checkPairing(broken: BrokenRule[], { pairing, occurredOn }: LogContributionInput, { project, partner }: ContributionFacts): string | null {
  const candidates = project?.pairings ?? [];
  const path = ['input', 'pairing'];
  if (pairing) {
    const named = candidates.find(({ id }) => id === pairing);
    if (!named) {
      add(broken, 'PAIRING_OF_ANOTHER_PROJECT', path, { zh: '该结对不是这个项目的结对。', en: 'The pairing is not one of the project.' });
    } else if (!isInForce(named, occurredOn)) notInForce(broken, occurredOn);
    return named?.id ?? null;
  }
  if (candidates.length === 0) return null;
  const inForce = candidates.filter((candidate) => isInForce(candidate, occurredOn));
  if (inForce.length === 0) {
    notInForce(broken, occurredOn);
    return null;
  }
  return (inForce.find(({ partnerId }) => partnerId === partner.id) ?? inForce[0])?.id ?? null;
}

function isInForce({ startedOn, endedOn }: PairingFacts, day: string): boolean {
  return (startedOn === null || startedOn <= day) && (endedOn === null || day <= endedOn);
}

function notInForce(broken: BrokenRule[], day: string): void {
  add(broken, 'PAIRING_NOT_IN_FORCE', ['input', 'occurredOn'], {
    zh: `项目的结对在 ${day} 当天不在有效期内。`,
    en: `The project's pairing was not in force on ${day}.`,
  });
}

function checkSource(broken: BrokenRule[], input: LogContributionInput, { source, fund }: ContributionFacts, amountFen: bigint | null): void {
  if (source === null) return;
  const path = ['input', 'onwardFrom'];
  if (source.fundId === null || source.form !== Form.CASH) {
    add(broken, 'SOURCE_NOT_IN_FUND', path, { zh: '只有进入资金池的资金可以转出。', en: 'Only cash that went to a fund can move on.' });
    return;
  }
  if (fund?.id === source.fundId) {
    add(broken, 'ONWARD_TO_SAME_FUND', ['input', 'fund'], { zh: '资金不能转入它所在的资金池。', en: 'Money cannot move on to the fund it is in.' });
  }
  if (input.form !== source.form || input.flowClass !== source.flowClass || input.stage !== source.stage) {
    add(broken, 'ONWARD_DIFFERS', path, {
      zh: `转出的资金须保持原来的性质、阶段和形式（${source.flowClass}、${source.stage}、${source.form}）。`,
      en: `Money that moves on keeps its class, stage and form (${source.flowClass}, ${source.stage}, ${source.form}).`,
    });
  }
  if (amountFen === null) return;
  const remaining = BigInt(source.remainingFen ?? '0');
  if (amountFen > remaining) {
    add(broken, 'ONWARD_EXCEEDS_SOURCE', ['input', 'amount'], {
      zh: `这笔资金还剩 ${yuanText(remaining)} 元可转出，收到 ${yuanText(amountFen)} 元。`,
      en: `Of this money ${yuanText(remaining)} yuan can still move on, got ${yuanText(amountFen)}.`,
    });
  }
  if (source.stage === 'DISBURSED' && amountFen > BigInt(source.fundBalanceFen ?? '0')) broken.push(FUND_OVERDRAWN);
}

interface Where {
  readonly divisions: readonly Division<string | null>[];
  readonly setPlaceIds: readonly string[];
}

function dividePlaces(broken: BrokenRule[], input: LogContributionInput, facts: ContributionFacts, isCash: boolean): Where {
  const named = input.places ?? [];
  if (named.length === 0) return inheritedPlaces(broken, facts, isCash);
  const path = ['input', 'places'];
  if (facts.fund !== null) restsInFund(broken, path);
  const shares = checkedShares(broken, path, named, facts.places, input.reportedForSet ?? false);
  const allowed = facts.project?.places ?? [];
  if (facts.project !== null && !facts.places.every((place) => liesIn(place, allowed))) {
    add(broken, 'PLACE_OUTSIDE_PROJECT', path, { zh: '有的行政区不在项目的范围内。', en: "A place lies outside the project's places." });
  }
  if (!isCash && facts.places.length > 1 && !input.reportedForSet) inKindIsNotSplit(broken, path);
  return shares ? { divisions: shared(facts.places, shares), setPlaceIds: [] } : ofSet(facts.places);
}

/** Without places of its own a contribution goes where its project is, or where its fund is held. */
function inheritedPlaces(broken: BrokenRule[], { project, fund }: ContributionFacts, isCash: boolean): Where {
  if (project === null) return { divisions: [{ of: fund?.place?.id ?? null, share: ALL }], setPlaceIds: [] };
  if (project.reportedForSet) return ofSet(project.places);
  if (!isCash && project.places.length > 1) inKindIsNotSplit(broken, ['input', 'places']);
  const shares = project.shares.map(({ parts, whole }) => ({ parts: BigInt(parts ?? '1'), whole: BigInt(whole ?? '1') }));
  return { divisions: shared(project.places, shares), setPlaceIds: [] };
}

function shared(places: readonly LocatedPlace[], shares: readonly Share[]): Division<string>[] {
  return places.map(({ id }, index) => ({ of: id, share: shares[index] ?? ALL }));
}

function ofSet(places: readonly LocatedPlace[]): Where {
  return { divisions: [{ of: smallestCommonPlace(places), share: ALL }], setPlaceIds: places.map(({ id }) => id) };
}

/** Money in a fund is where the fund is until it moves on; that it is whole there is what net money rests on. */
function restsInFund(broken: BrokenRule[], path: readonly string[]): void {
  add(broken, 'FUND_IS_WHOLE', path, {
    zh: '进入资金池的资金不填行政区和领域，转出到项目时再填。',
    en: 'Money that goes to a fund has no places or sectors of its own until it moves on to a project.',
  });
}

/** Fen can be split and people cannot, so help in kind names one place, or is reported for the set. */
function inKindIsNotSplit(broken: BrokenRule[], path: readonly string[]): void {
  add(broken, 'IN_KIND_SHARES', path, {
    zh: '实物类投入不按份额拆分：请每个行政区记一笔，或标明按整体报告（reportedForSet）。',
    en: 'Help in kind is not split by shares: log one row per place, or mark it reportedForSet.',
  });
}

/** Money that goes to a fund has no sector until it moves on. */
function divideSectors(broken: BrokenRule[], input: LogContributionInput, { project, knownSectors }: ContributionFacts, isCash: boolean): Division<string | null>[] {
  const named = input.sectors ?? [];
  const path = ['input', 'sectors'];
  if (named.length === 0) return [{ of: project?.sector ?? null, share: ALL }];
  if (project === null) restsInFund(broken, path);
  const unknown = named.find(({ sector }) => !knownSectors.includes(sector));
  if (unknown) {
    add(broken, 'SECTOR_UNKNOWN', path, {
      zh: `没有领域代码“${unknown.sector.slice(0, 20)}”，请从 sectors 中选取。`,
      en: `There is no sector "${unknown.sector.slice(0, 20)}"; choose one from sectors.`,
    });
  }
  if (named.length > 10 || new Set(named.map(({ sector }) => sector)).size < named.length) {
    add(broken, 'SECTOR_COUNT', path, { zh: '领域最多 10 个，且不能重复。', en: 'At most 10 sectors, each once.' });
  }
  if (named.length === 1 && named[0]?.share == null) return [{ of: named[0]?.sector ?? '', share: ALL }];
  if (!isCash) add(broken, 'IN_KIND_SHARES', path, { zh: '实物类投入只填一个领域。', en: 'Help in kind names one sector.' });
  const shares = parsed(broken, path, () => commonShares(named.map(({ share }) => parseShare(share ?? ''))));
  return named.map(({ sector }, index) => ({ of: sector, share: shares?.[index] ?? ALL }));
}

/** What a correction must keep true besides the rules of the row itself. */
export function checkCorrection(broken: BrokenRule[], reason: string, { corrected }: ContributionFacts, amountFen: bigint | null): void {
  if (corrected === null) return;
  checkedText(broken, ['input', 'reason'], reason, { max: 500, prose: true });
  if (corrected.hasCorrection) broken.push(alreadyCorrected());
  else if (corrected.isBesideLive) {
    add(broken, 'CORRECTION_WAITS', ['input', 'contribution'], {
      zh: '这是一笔待确认（或被退回）的更正：请先撤回它，再更正原来的一笔。',
      en: 'This is a correction that waits or was returned: withdraw it first, and correct the row it was for.',
    });
  }
  if (corrected.state === 'DRAFT' || corrected.state === 'WITHDRAWN') {
    add(broken, 'NOTHING_TO_CORRECT', ['input', 'contribution'], {
      zh: '草稿和已撤回的投入不需要更正。',
      en: 'A draft or a withdrawn contribution needs no correction.',
    });
  }
  const movedOn = BigInt(corrected.movedOnFen);
  if (movedOn > (amountFen ?? 0n)) {
    add(broken, 'CORRECTION_BELOW_ONWARD', ['input', 'amount'], {
      zh: `这笔资金已有 ${yuanText(movedOn)} 元转出，更正后的金额不能更低。`,
      en: `${yuanText(movedOn)} yuan of this money have moved on; the right amount cannot be lower.`,
    });
  }
}

function alreadyCorrected(): BrokenRule {
  return {
    code: 'ALREADY_CORRECTED',
    path: ['input', 'contribution'],
    messages: { zh: '这笔投入已被更正，请更正最新的一笔。', en: 'The contribution was corrected already; correct the latest row.' },
  };
}

function add(broken: BrokenRule[], code: string, path: readonly string[], messages: Message): void {
  broken.push({ code, path, messages });
}
