import { checkedShares, type LocatedPlace, liesIn } from '../place/place-set.js';
import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { parseYuan } from '../shared/money/fen.js';
import type { Share } from '../shared/money/share.js';
import { nameZh } from '../shared/names-zh.js';
import { checkedText } from '../writing/text.rules.js';
import { ProjectStatus } from './project.entity.js';
import type { ProposeProjectInput, UpdateProjectInput } from './project.input.js';
import { NEXT_FOR_LEAD } from './project.steps.js';

export interface ProjectPairing {
  readonly id: string;
  readonly programme: string;
  readonly partnerId: string;
  readonly place: LocatedPlace;
}

export interface ProposalFacts {
  readonly places: readonly LocatedPlace[];
  readonly sectorKnown: boolean;
  readonly pairings: readonly ProjectPairing[];
  readonly partnerId: string;
  readonly hangsOnExample: boolean;
}

/** A proposal whose rules all hold, in the form it is stored in. */
export interface CheckedProposal {
  readonly shares: readonly Share[] | null;
  readonly budgetFen: bigint | null;
}

export function checkProposal(broken: BrokenRule[], input: ProposeProjectInput, facts: ProposalFacts): CheckedProposal {
  checkTexts(broken, input);
  checkOrder(broken, 'plannedEndOn', input.plannedStartOn ?? null, input.plannedEndOn ?? null);
  if (!facts.sectorKnown) {
    broken.push({
      code: 'SECTOR_UNKNOWN',
      path: ['input', 'sector'],
      messages: {
        zh: `没有领域代码“${input.sector.slice(0, 20)}”，请从 sectors 中选取。`,
        en: `There is no sector "${input.sector.slice(0, 20)}"; choose one from sectors.`,
      },
    });
  }
  const shares = checkedShares(broken, ['input', 'places'], input.places, facts.places, input.reportedForSet ?? false);
  checkPairings(broken, input, facts);
  return { shares, budgetFen: checkedBudget(broken, input.budget) };
}

function checkPairings(broken: BrokenRule[], input: ProposeProjectInput, { pairings, partnerId, places }: ProposalFacts): void {
  const path = ['input', 'pairings'];
  if (pairings.length === 0 && input.programme !== 'SOCIAL_DONATION') {
    broken.push({
      code: 'PAIRING_MISSING',
      path,
      messages: {
        zh: '项目须在某个结对之下：您的单位在该机制下与这些行政区没有结对。',
        en: 'A project is done under a pairing, and your organisation has none with these places under this programme.',
      },
    });
    return;
  }
  if (pairings.some(({ programme }) => programme !== input.programme)) {
    broken.push({
      code: 'PAIRING_OF_ANOTHER_PROGRAMME',
      path,
      messages: { zh: '所列结对属于另一个机制。', en: 'A pairing listed belongs to another programme.' },
    });
  }
  if (pairings.length > 0 && !pairings.some((pairing) => pairing.partnerId === partnerId)) {
    broken.push({
      code: 'PAIRING_OF_OTHERS',
      path,
      messages: { zh: '所列结对中没有您单位的结对。', en: 'None of the pairings listed is your own.' },
    });
  }
  const paired = pairings.map(({ place }) => place);
  if (pairings.length > 0 && !places.every((place) => liesIn(place, paired))) {
    broken.push({
      code: 'PLACE_OUTSIDE_PAIRING',
      path: ['input', 'places'],
      messages: { zh: '有的行政区不在所列结对的范围内。', en: 'A place lies outside the pairings listed.' },
    });
  }
}

export interface UpdateFacts {
  readonly id: string;
  readonly leadPartnerId: string;
  readonly status: ProjectStatus;
  readonly statusReason: string | null;
  readonly version: number;
  readonly nameZh: string;
  readonly nameEn: string | null;
  readonly description: string | null;
  /** In fen. */
  readonly budget: string | null;
  readonly today: string;
  readonly plannedStartOn: string | null;
  readonly plannedEndOn: string | null;
  readonly actualStartOn: string | null;
  readonly actualEndOn: string | null;
}

export function checkUpdate(broken: BrokenRule[], input: UpdateProjectInput, facts: UpdateFacts): { budgetFen: bigint | null } {
  checkTexts(broken, input);
  checkOrder(broken, 'plannedEndOn', input.plannedStartOn ?? facts.plannedStartOn, input.plannedEndOn ?? facts.plannedEndOn);
  const [start, end] = [input.actualStartOn ?? facts.actualStartOn, input.actualEndOn ?? facts.actualEndOn];
  checkOrder(broken, 'actualEndOn', start, end);
  for (const field of ['actualStartOn', 'actualEndOn'] as const) {
    const day = input[field];
    if (day != null && day > facts.today) {
      broken.push({
        code: 'DATE_IN_FUTURE',
        path: ['input', field],
        messages: { zh: `日期 ${day} 在将来。`, en: `The date ${day} lies in the future.` },
      });
    }
  }
  if (input.status != null && input.status !== facts.status && !NEXT_FOR_LEAD[facts.status].includes(input.status)) {
    broken.push({
      code: 'PROJECT_STATUS_ORDER',
      path: ['input', 'status'],
      messages: {
        zh: `项目不能从“${nameZh('ProjectStatus', facts.status)}”变为“${nameZh('ProjectStatus', input.status)}”。`,
        en: `A project does not go from ${facts.status} to ${input.status}.`,
      },
    });
  }
  checkReason(broken, input);
  checkOnNotice(broken, input, facts);
  return { budgetFen: checkedBudget(broken, input.budget) };
}

function checkReason(broken: BrokenRule[], { status, reason }: UpdateProjectInput): void {
  checkedText(broken, ['input', 'reason'], reason, { max: 500, prose: true });
  if (status === ProjectStatus.CANCELLED && reason == null) {
    addBroken(broken, 'REASON_MISSING', ['input', 'reason'], { zh: '取消项目须说明原因。', en: 'A project is cancelled with a reason.' });
  }
  if (status == null && reason != null) {
    addBroken(broken, 'REASON_WITHOUT_STATUS', ['input', 'reason'], {
      zh: '原因只随状态的变更一起填写。',
      en: 'A reason is given with a new status only.',
    });
  }
}

/** What the public was told does not change under its eyes. */
function checkOnNotice(broken: BrokenRule[], input: UpdateProjectInput, { status }: UpdateFacts): void {
  if (status !== ProjectStatus.ON_NOTICE) return;
  const { project: _project, version: _version, status: _status, reason: _reason, ...content } = input;
  const changed = Object.entries(content).find(([, value]) => value != null);
  if (changed === undefined) return;
  addBroken(broken, 'PROJECT_ON_NOTICE', ['input', changed[0]], {
    zh: '公示期间不能更改项目内容。',
    en: 'What a project says does not change while it is on public notice.',
  });
}

interface ProjectTexts {
  readonly nameZh?: string | null;
  readonly nameEn?: string | null;
  readonly description?: string | null;
}

function checkTexts(broken: BrokenRule[], { nameZh, nameEn, description }: ProjectTexts): void {
  checkedText(broken, ['input', 'nameZh'], nameZh, { max: 200 });
  checkedText(broken, ['input', 'nameEn'], nameEn, { max: 200 });
  checkedText(broken, ['input', 'description'], description, { max: 2000, prose: true });
}

function checkOrder(broken: BrokenRule[], field: string, start: string | null, end: string | null): void {
  if (start === null || end === null || start <= end) return;
  broken.push({
    code: 'PROJECT_ENDS_BEFORE_START',
    path: ['input', field],
    messages: { zh: `结束日期 ${end} 早于开始日期 ${start}。`, en: `The end on ${end} lies before the start on ${start}.` },
  });
}

function checkedBudget(broken: BrokenRule[], budget: string | null | undefined): bigint | null {
  return budget == null ? null : (parsed(broken, ['input', 'budget'], () => parseYuan(budget)) ?? null);
}
