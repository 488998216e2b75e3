import type { BrokenRule } from '../shared/errors/app-error.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { checkedText } from '../writing/text.rules.js';
import type { AgreePairingInput, EndPairingInput } from './pairing.input.js';

export interface AgreementFacts {
  readonly partnerId: string;
  readonly placeId: string;
  readonly partnerKind: string;
  readonly placeLevel: string;
  readonly levelsFit: boolean;
  readonly overlaps: boolean;
  /** The partner or the place is an example, so the pairing is one. */
  readonly isOfExample: boolean;
}

const OVERLAP: BrokenRule = {
  code: 'PAIRING_OVERLAPS',
  path: ['input', 'startedOn'],
  messages: {
    zh: '同一帮扶方、行政区和机制在这段时间内已有结对。',
    en: 'The same partner, place and programme have a pairing in this time already.',
  },
};

declareConstraint('pairing_overlap', OVERLAP);

export function checkAgreement(broken: BrokenRule[], input: AgreePairingInput, facts: AgreementFacts): void {
  checkedText(broken, ['input', 'agreementNumber'], input.agreementNumber, { max: 100 });
  if (!facts.levelsFit) {
    broken.push({
      code: 'PAIRING_LEVELS',
      path: ['input', 'programme'],
      messages: {
        zh: `机制 ${input.programme} 下，${facts.partnerKind} 类帮扶方不与 ${facts.placeLevel} 级行政区结对。`,
        en: `Under ${input.programme} a partner of kind ${facts.partnerKind} does not pair with a place of level ${facts.placeLevel}.`,
      },
    });
  }
  if (input.endedOn != null && input.endedOn < input.startedOn) broken.push(endBeforeStart(input.startedOn));
  else if (facts.overlaps) broken.push(OVERLAP);
}

export interface EndingFacts {
  readonly id: string;
  readonly partnerId: string;
  readonly startedOn: string | null;
  readonly endedOn: string | null;
  readonly endReason: string | null;
  readonly lastContributionOn: string | null;
}

export function checkEnding(broken: BrokenRule[], input: EndPairingInput, facts: EndingFacts): void {
  checkedText(broken, ['input', 'reason'], input.reason, { max: 500, prose: true });
  if (facts.startedOn !== null && input.endedOn < facts.startedOn) broken.push(endBeforeStart(facts.startedOn));
  if (facts.endedOn !== null && facts.endedOn <= input.endedOn) {
    broken.push({
      code: 'PAIRING_ENDED',
      path: ['input', 'endedOn'],
      messages: {
        zh: `该结对已于 ${facts.endedOn} 结束，只能改为更早的日期。`,
        en: `The pairing ended on ${facts.endedOn} already; it can only end earlier.`,
      },
    });
  }
  if (facts.lastContributionOn !== null && input.endedOn < facts.lastContributionOn) {
    broken.push({
      code: 'PAIRING_HAS_LATER_CONTRIBUTIONS',
      path: ['input', 'endedOn'],
      messages: {
        zh: `该结对在 ${facts.lastContributionOn} 还有投入记录，结束日期不能早于它。`,
        en: `A contribution of ${facts.lastContributionOn} is recorded under the pairing; it cannot end before that day.`,
      },
    });
  }
}

function endBeforeStart(startedOn: string): BrokenRule {
  return {
    code: 'PAIRING_ENDS_BEFORE_START',
    path: ['input', 'endedOn'],
    messages: { zh: `结束日期早于开始日期 ${startedOn}。`, en: `The end lies before the start on ${startedOn}.` },
  };
}
