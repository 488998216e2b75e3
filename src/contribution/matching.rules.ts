import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { parseYuan, yuanText } from '../shared/money/fen.js';
import { checkedText } from '../writing/text.rules.js';
import { type ContributionFacts, giversOf } from './contribution.facts.js';
import type { LogContributionInput } from './contribution.input.js';
import type { MatchFacts } from './matching.facts.js';
import type { OfferMatchingInput } from './matching.input.js';

const AMOUNT = ['input', 'amount'];

const ABOVE_CAP: BrokenRule = {
  code: 'MATCH_ABOVE_CAP',
  path: AMOUNT,
  messages: { zh: '超过配套承诺的上限。', en: 'It exceeds the cap of the offer.' },
};

const ABOVE_RATIO: BrokenRule = {
  code: 'MATCH_ABOVE_RATIO',
  path: AMOUNT,
  messages: { zh: '超过配套承诺对该笔捐赠的配套金额。', en: 'It exceeds what the offer gives for the gift.' },
};

declareConstraint('match_within_cap', ABOVE_CAP);
declareConstraint('match_within_ratio', ABOVE_RATIO);

/** What keeps a contribution from matching the gift that it names, or that the row it corrects matches. */
export function checkMatch(broken: BrokenRule[], input: LogContributionInput, facts: ContributionFacts, amountFen: bigint | null): void {
  const { match, source, corrected } = facts;
  if (match === null) return;
  if (corrected === null) checkTie(broken, input, facts, match);
  if (source !== null) {
    addBroken(broken, 'MATCH_NOT_NEW', ['input', 'onwardFrom'], {
      zh: '配套资金须是新出的资金，不能是转出的资金。',
      en: 'What matches a gift is new money, and none that moves on.',
    });
  }
  if (amountFen === null) return;
  const left = BigInt(match.allowedFen) - BigInt(match.matchedFen);
  if (amountFen > left) {
    broken.push({
      ...ABOVE_RATIO,
      messages: {
        zh: `按配套承诺，对该笔捐赠还可配套 ${yuanText(left < 0n ? 0n : left)} 元，收到 ${yuanText(amountFen)} 元。`,
        en: `Under the offer ${yuanText(left < 0n ? 0n : left)} yuan can still match the gift, got ${yuanText(amountFen)}.`,
      },
    });
  }
  const underCap = BigInt(match.capFen) - BigInt(match.usedFen);
  if (amountFen > underCap) {
    broken.push({
      ...ABOVE_CAP,
      messages: {
        zh: `配套承诺上限内还剩 ${yuanText(underCap)} 元，收到 ${yuanText(amountFen)} 元。`,
        en: `Below the cap of the offer ${yuanText(underCap)} yuan are left, got ${yuanText(amountFen)}.`,
      },
    });
  }
}

function checkTie(broken: BrokenRule[], input: LogContributionInput, facts: ContributionFacts, match: MatchFacts): void {
  const { partner, through, project, fund } = facts;
  const path = ['input', 'matches', 'contribution'];
  if (match.projectId !== (project?.id ?? null) || match.fundId !== (fund?.id ?? null)) {
    addBroken(broken, 'MATCH_OF_ANOTHER_TARGET', path, {
      zh: '配套资金须与所配套的捐赠投向同一项目或资金池。',
      en: 'What matches a gift goes to the same project or fund.',
    });
  }
  if (!match.isCash || !match.isNew || input.form !== 'CASH') {
    addBroken(broken, 'MATCH_NOT_NEW', path, {
      zh: '配套的双方都须是新出的资金（现金）。',
      en: 'Both the gift and what matches it are new money in cash.',
    });
  }
  if (match.stage !== input.stage) {
    addBroken(broken, 'MATCH_AT_ANOTHER_STAGE', ['input', 'stage'], {
      zh: `所配套的捐赠处于 ${match.stage} 阶段，须一致。`,
      en: `The gift is ${match.stage}; what matches it has the same stage.`,
    });
  }
  if (match.isMatch) {
    addBroken(broken, 'MATCH_OF_A_MATCH', path, {
      zh: '配套资金本身不能再被配套。',
      en: 'What matches a gift is not matched itself.',
    });
  }
  const givers = giversOf({ partner, through });
  if ([match.giverId, match.throughId].some((id) => id !== null && givers.includes(id))) {
    addBroken(broken, 'MATCH_OF_OWN_GIFT', path, {
      zh: '不能配套自己、上级单位或所经由单位的捐赠。',
      en: "A partner matches others' gifts, not its own, nor those of its parent or of whom it gives through.",
    });
  }
  checkOffer(broken, input, facts, match);
}

function checkOffer(broken: BrokenRule[], input: LogContributionInput, { partner, through }: ContributionFacts, match: MatchFacts): void {
  const path = ['input', 'matches', 'offer'];
  if (![partner.id, through?.id].includes(match.offerPartnerId)) {
    addBroken(broken, 'OFFER_OF_ANOTHER', path, {
      zh: '该配套承诺属于其他帮扶方。',
      en: "The offer is another partner's.",
    });
  }
  if (match.offerProjectId !== match.projectId || match.offerFundId !== match.fundId) {
    addBroken(broken, 'OFFER_FOR_ANOTHER_TARGET', path, {
      zh: '该配套承诺针对其他项目或资金池。',
      en: 'The offer is for gifts to another project or fund.',
    });
  }
  if (match.occurredOn < match.startsOn || (match.endsOn !== null && match.occurredOn > match.endsOn)) {
    addBroken(broken, 'OFFER_NOT_IN_FORCE', path, {
      zh: `捐赠日期 ${match.occurredOn} 不在配套承诺的期限内。`,
      en: `The offer matches no gifts of ${match.occurredOn}.`,
    });
  }
  if (input.occurredOn < match.occurredOn) {
    addBroken(broken, 'MATCH_BEFORE_GIFT', ['input', 'occurredOn'], {
      zh: `所配套的捐赠日期为 ${match.occurredOn}，配套不能更早。`,
      en: `The gift was given on ${match.occurredOn}; what matches it does not come before.`,
    });
  }
}

export interface OfferFacts {
  readonly partnerId: string;
  readonly projectId: string | null;
  readonly fundId: string | null;
  readonly isOfExample: boolean;
}

const PER_YUAN = /^(0|[1-9][0-9]{0,2})(\.[0-9]{1,4})?$/;
const MOST_PER_YUAN = 100;

/** Everything that is wrong with an offer, or its cap in fen. */
export function checkOffering(broken: BrokenRule[], input: OfferMatchingInput, { projectId, fundId }: OfferFacts): bigint | null {
  checkedText(broken, ['input', 'note'], input.note, { max: 500, prose: true });
  if ((projectId === null) === (fundId === null)) {
    addBroken(broken, 'TARGET_NOT_ONE', ['input', 'project'], {
      zh: '请填 project（项目）或 fund（资金池）之一，且只填一个。',
      en: 'Name either a project or a fund, and only one of them.',
    });
  }
  const perYuan = Number(input.perYuan);
  if (!PER_YUAN.test(input.perYuan) || perYuan <= 0 || perYuan > MOST_PER_YUAN) {
    addBroken(broken, 'PER_YUAN_OUT_OF_RANGE', ['input', 'perYuan'], {
      zh: `每元配套须大于 0、不超过 ${MOST_PER_YUAN}，最多四位小数。`,
      en: `What is given for each yuan is above zero, at most ${MOST_PER_YUAN}, with at most four decimals.`,
    });
  }
  if (input.endsOn != null && input.endsOn < input.startsOn) {
    addBroken(broken, 'OFFER_ENDS_BEFORE_START', ['input', 'endsOn'], {
      zh: `结束日期早于开始日期 ${input.startsOn}。`,
      en: `The last day lies before the first, ${input.startsOn}.`,
    });
  }
  return parsed(broken, ['input', 'cap'], () => parseYuan(input.cap)) ?? null;
}
