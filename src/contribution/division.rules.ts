import { checkedShares, type LocatedPlace, liesIn, smallestCommonPlace } from '../place/place-set.js';
import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { parsed } from '../shared/errors/catalogue.js';
import { commonShares, parseShare, type Share } from '../shared/money/share.js';
import type { ContributionFacts } from './contribution.facts.js';
import { type LogContributionInput, MOST_SECTORS } from './contribution.input.js';
import { ALL, type Division } from './parts.calculation.js';

/** The places of a contribution with their shares, and the members of its set when it is reported for one. */
export interface Where {
  readonly divisions: readonly Division<string | null>[];
  readonly setPlaceIds: readonly string[];
}

export function dividePlaces(broken: BrokenRule[], input: LogContributionInput, facts: ContributionFacts, isCash: boolean): Where {
  const named = input.places ?? [];
  if (named.length === 0) return inheritedPlaces(broken, facts, { isCash, isForSet: input.reportedForSet });
  const path = ['input', 'places'];
  if (facts.fund !== null) restsInFund(broken, path);
  const shares = checkedShares(broken, path, named, facts.places, input.reportedForSet);
  const allowed = facts.project?.places ?? [];
  if (facts.project !== null && !facts.places.every((place) => liesIn(place, allowed))) {
    addBroken(broken, 'PLACE_OUTSIDE_PROJECT', path, { zh: '有的行政区不在项目的范围内。', en: "A place lies outside the project's places." });
  }
  if (!isCash && facts.places.length > 1 && !input.reportedForSet) inKindIsNotSplit(broken, path);
  return shares ? { divisions: shared(facts.places, shares), setPlaceIds: [] } : ofSet(facts.places);
}

/** Without places of its own a contribution goes where its project is, or where its fund is held. */
function inheritedPlaces(
  broken: BrokenRule[],
  { project, fund }: ContributionFacts,
  { isCash, isForSet }: { isCash: boolean; isForSet: boolean },
): Where {
  if (project === null) {
    if (isForSet) restsInFund(broken, ['input', 'reportedForSet']);
    return { divisions: [{ of: fund?.place?.id ?? null, share: ALL }], setPlaceIds: [] };
  }
  if (project.reportedForSet || isForSet) return ofSet(project.places);
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
  addBroken(broken, 'FUND_IS_WHOLE', path, {
    zh: '进入资金池的资金不填行政区和领域，转出到项目时再填。',
    en: 'Money that goes to a fund has no places or sectors of its own until it moves on to a project.',
  });
}

/** Fen can be split and people cannot, so help in kind names one place, or is reported for the set. */
function inKindIsNotSplit(broken: BrokenRule[], path: readonly string[]): void {
  addBroken(broken, 'IN_KIND_SHARES', path, {
    zh: '实物类投入不按份额拆分：请每个行政区记一笔，或标明按整体报告（reportedForSet）。',
    en: 'Help in kind is not split by shares: log one row per place, or mark it reportedForSet.',
  });
}

/** Money that goes to a fund has no sector until it moves on. */
export function divideSectors(
  broken: BrokenRule[],
  input: LogContributionInput,
  { project, knownSectors }: ContributionFacts,
  isCash: boolean,
): Division<string | null>[] {
  const named = input.sectors ?? [];
  const path = ['input', 'sectors'];
  if (named.length === 0) return [{ of: project?.sector ?? null, share: ALL }];
  if (project === null) restsInFund(broken, path);
  if (named.length > MOST_SECTORS || new Set(named.map(({ sector }) => sector)).size < named.length) {
    addBroken(broken, 'SECTOR_COUNT', path, { zh: `领域最多 ${MOST_SECTORS} 个，且不能重复。`, en: `At most ${MOST_SECTORS} sectors, each once.` });
    return [];
  }
  const unknown = named.find(({ sector }) => !knownSectors.includes(sector));
  if (unknown) {
    addBroken(broken, 'SECTOR_UNKNOWN', path, {
      zh: `没有领域代码“${unknown.sector.slice(0, 20)}”，请从 sectors 中选取。`,
      en: `There is no sector "${unknown.sector.slice(0, 20)}"; choose one from sectors.`,
    });
  }
  if (named.length === 1 && named[0]?.share == null) return [{ of: named[0]?.sector ?? '', share: ALL }];
  if (!isCash) addBroken(broken, 'IN_KIND_SHARES', path, { zh: '实物类投入只填一个领域。', en: 'Help in kind names one sector.' });
  const shares = parsed(broken, path, () => commonShares(named.map(({ share }) => parseShare(share ?? ''))));
  return named.map(({ sector }, index) => ({ of: sector, share: shares?.[index] ?? ALL }));
}
