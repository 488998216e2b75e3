import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { checkedText } from '../writing/text.rules.js';
import type { AmendAgreementInput, DraftAgreementInput, EndAgreementInput } from './agreement.input.js';

export interface PairingOfDraft {
  readonly id: string;
  readonly endedOn: string | null;
  readonly side: string | null;
  readonly synthetic: boolean;
  readonly isNumberTaken: boolean;
}

const NUMBER_TAKEN: BrokenRule = {
  code: 'AGREEMENT_NUMBER_TAKEN',
  path: ['input', 'number'],
  messages: { zh: '该结对已有这个编号的协议。', en: 'The pairing has an agreement of this number already.' },
};

declareConstraint('agreement_number', NUMBER_TAKEN);

export function checkDraft(broken: BrokenRule[], input: DraftAgreementInput, pairing: PairingOfDraft): void {
  checkedText(broken, ['input', 'number'], input.number, { max: 100 });
  checkedText(broken, ['input', 'title'], input.title, { max: 200 });
  checkedText(broken, ['input', 'terms'], input.terms, { max: 5000, prose: true });
  if (pairing.isNumberTaken) broken.push(NUMBER_TAKEN);
  if (input.endsOn != null && input.endsOn < input.startsOn) {
    addBroken(broken, 'AGREEMENT_ENDS_BEFORE_START', ['input', 'endsOn'], {
      zh: `结束日期早于开始日期 ${input.startsOn}。`,
      en: `The end lies before the start on ${input.startsOn}.`,
    });
  }
  if (pairing.endedOn !== null && pairing.endedOn < input.startsOn) {
    addBroken(broken, 'PAIRING_ENDED', ['input', 'startsOn'], {
      zh: `该结对已于 ${pairing.endedOn} 结束。`,
      en: `The pairing ended on ${pairing.endedOn}.`,
    });
  }
}

export interface AmendedFacts {
  readonly startsOn: string;
  readonly hasDraft: boolean;
}

export function checkAmendment(broken: BrokenRule[], input: AmendAgreementInput, { startsOn, hasDraft }: AmendedFacts): void {
  checkedText(broken, ['input', 'summary'], input.summary, { max: 5000, prose: true });
  if (hasDraft) {
    addBroken(broken, 'AMENDMENT_WAITS', ['input', 'agreement'], {
      zh: '已有一份待签署的修订，请先签署或撤回它。',
      en: 'An amendment of it waits for signatures; sign or withdraw that one first.',
    });
  }
  if (input.effectiveOn < startsOn) {
    addBroken(broken, 'AMENDMENT_BEFORE_START', ['input', 'effectiveOn'], {
      zh: `修订不能早于协议开始的 ${startsOn} 生效。`,
      en: `An amendment does not take effect before the agreement does on ${startsOn}.`,
    });
  }
}

export interface SigningFacts {
  readonly today: string;
  readonly hasSideSigned: boolean;
  readonly hasAccountSigned: boolean;
}

export interface Signature {
  readonly signedOn: string;
  readonly signatoryName: string;
  readonly signatoryTitle: string;
}

export function checkSignature(broken: BrokenRule[], input: Signature, { today, hasSideSigned, hasAccountSigned }: SigningFacts): void {
  checkedText(broken, ['input', 'signatoryName'], input.signatoryName, { max: 100 });
  checkedText(broken, ['input', 'signatoryTitle'], input.signatoryTitle, { max: 100 });
  checkNotInFuture(broken, 'signedOn', input.signedOn, today);
  if (hasSideSigned) {
    addBroken(broken, 'ALREADY_SIGNED', ['input'], { zh: '本方已签署，等待对方签署。', en: 'Your side has signed; the other one has not.' });
  } else if (hasAccountSigned) {
    addBroken(broken, 'SIGNED_BY_YOURSELF', ['input'], {
      zh: '您已代表另一方签署，须由另一人签署本方。',
      en: 'You signed for the other side; somebody else has to sign for this one.',
    });
  }
}

export function checkEnd(
  broken: BrokenRule[],
  { endedOn, reason }: EndAgreementInput,
  facts: { readonly startsOn: string; readonly today: string },
): void {
  checkedText(broken, ['input', 'reason'], reason, { max: 500, prose: true });
  checkNotInFuture(broken, 'endedOn', endedOn, facts.today);
  if (endedOn < facts.startsOn) {
    addBroken(broken, 'AGREEMENT_ENDS_BEFORE_START', ['input', 'endedOn'], {
      zh: `结束日期早于开始日期 ${facts.startsOn}。`,
      en: `The end lies before the start on ${facts.startsOn}.`,
    });
  }
}

function checkNotInFuture(broken: BrokenRule[], field: string, day: string, today: string): void {
  if (day <= today) return;
  addBroken(broken, 'DATE_IN_FUTURE', ['input', field], { zh: `日期 ${day} 在将来。`, en: `The date ${day} lies in the future.` });
}
