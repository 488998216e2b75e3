import type { Reference } from '../reference-rows.js';
import type {
  ConfirmationRow,
  ContributionLineRow,
  ContributionMessageRow,
  ContributionPartRow,
  ContributionRow,
  ContributionSetPlaceRow,
  CorrectionRequestRow,
  FundRow,
  PairingRow,
  PartnerRow,
  PeopleCountRow,
  PlaceRow,
  ProjectPairingRow,
  ProjectPlaceRow,
  ProjectRow,
  ReportingPeriodRow,
} from '../tables.js';
import { type Day, day, isoDay, officeHour } from './day.js';
import { exampleCreditCode } from './example-codes.js';
import {
  ancestorsOf,
  type Fund,
  type Gift,
  type GiftPlaces,
  type Given,
  type Line,
  type Pairing,
  type Project,
  placesOf,
  splitBetween,
  totalWeight,
  valueOfLines,
  type Where,
} from './gift.js';
import type { Name } from './names.js';
import { progress } from './progress.js';
import { WAN_YUAN } from './split.js';

/** The generated rows, table by table, each in an order that inserts: what a row refers to comes before it. */
export interface Ledger {
  readonly places: PlaceRow[];
  readonly partners: PartnerRow[];
  readonly pairings: PairingRow[];
  readonly funds: FundRow[];
  readonly projects: ProjectRow[];
  readonly projectPlaces: ProjectPlaceRow[];
  readonly projectPairings: ProjectPairingRow[];
  readonly contributions: ContributionRow[];
  readonly contributionParts: ContributionPartRow[];
  readonly contributionSetPlaces: ContributionSetPlaceRow[];
  readonly contributionLines: ContributionLineRow[];
  readonly confirmations: ConfirmationRow[];
  readonly contributionMessages: ContributionMessageRow[];
  readonly peopleCounts: PeopleCountRow[];
  readonly reportingPeriods: ReportingPeriodRow[];
  readonly correctionRequests: CorrectionRequestRow[];
}

const REGISTERED_AT = officeHour(day(2015, 1, 1));
const CORRECTION_REASON = '示例：金额录入有误，按凭证更正';

/** Writes rows down: hands out ids, marks everything as an example, and splits a contribution over its places and sectors. */
export class Book {
  readonly ledger: Ledger = {
    places: [],
    partners: [],
    pairings: [],
    funds: [],
    projects: [],
    projectPlaces: [],
    projectPairings: [],
    contributions: [],
    contributionParts: [],
    contributionSetPlaces: [],
    contributionLines: [],
    confirmations: [],
    contributionMessages: [],
    peopleCounts: [],
    reportingPeriods: [],
    correctionRequests: [],
  };

  private readonly first: { place: number; partner: number; pairing: number };
  private readonly budgets = new Map<number, bigint>();

  constructor(reference: Reference) {
    this.first = {
      place: reference.places.length + 1,
      partner: reference.partners.length + 1,
      pairing: reference.pairings.length + 1,
    };
  }

  place(given: { level: string; code: string; parentId: number; name: Name }): number {
    const id = this.first.place + this.ledger.places.length;
    this.ledger.places.push({
      id,
      code: given.code,
      level: given.level,
      nameZh: given.name.zh,
      nameEn: given.name.en,
      shortZh: null,
      parentId: given.parentId,
      validFrom: null,
      validTo: null,
      replacedById: null,
      source: null,
      synthetic: true,
    });
    return id;
  }

  partner(given: { kind: string; name: Name; homeId?: number | null; parentId?: number | null }): number {
    const number = this.ledger.partners.length + 1;
    const id = this.first.partner + this.ledger.partners.length;
    this.ledger.partners.push({
      id,
      kind: given.kind,
      creditCode: exampleCreditCode(given.kind, number),
      nameZh: given.name.zh,
      nameEn: given.name.en,
      homeId: given.homeId ?? null,
      parentId: given.parentId ?? null,
      source: null,
      synthetic: true,
      registeredAt: REGISTERED_AT,
    });
    return id;
  }

  pairing(given: { programme: string; partnerId: number; placeId: number; startedOn: Day; endedOn: Day }): Pairing {
    const id = this.first.pairing + this.ledger.pairings.length;
    this.ledger.pairings.push({
      id,
      programme: given.programme,
      partnerId: given.partnerId,
      placeId: given.placeId,
      startedOn: isoDay(given.startedOn),
      endedOn: isoDay(given.endedOn),
      datePrecision: 'DAY',
      evidence: 'RECORDED',
      noteZh: null,
      source: null,
      sourceUrl: null,
      synthetic: true,
      recordedAt: officeHour(given.startedOn + 1),
    });
    return { id, startedOn: given.startedOn, endedOn: given.endedOn };
  }

  fund(given: { programme: string; name: Name; partnerId?: number; placeId?: number; openedOn: Day }): Fund {
    const id = this.ledger.funds.length + 1;
    const placeId = given.placeId ?? null;
    const partnerId = given.partnerId ?? null;
    this.ledger.funds.push({
      id,
      programme: given.programme,
      nameZh: given.name.zh,
      nameEn: given.name.en,
      partnerId,
      placeId,
      openedOn: isoDay(given.openedOn),
      synthetic: true,
      recordedAt: officeHour(given.openedOn + 1),
    });
    return { id, placeId, partnerId };
  }

  project(given: {
    programme: string;
    name: Name;
    leadPartnerId: number;
    sectorCode: string;
    where: Where;
    pairings: readonly Pairing[];
    startedOn: Day;
    endedOn: Day;
    delayDays: number;
  }): Project {
    const id = this.ledger.projects.length + 1;
    const { programme, leadPartnerId, sectorCode, where } = given;
    this.ledger.projects.push({
      id,
      programme,
      nameZh: given.name.zh,
      nameEn: given.name.en,
      leadPartnerId,
      sectorCode,
      ...progress(given),
      placeMode: where.mode,
      placeId: where.placeId,
      plannedStartOn: isoDay(given.startedOn),
      plannedEndOn: isoDay(given.endedOn),
      budgetFen: null,
      synthetic: true,
      recordedAt: officeHour(given.startedOn - 30),
    });
    const whole = totalWeight(where.places);
    this.ledger.projectPlaces.push(
      ...where.places.map(({ key: placeId, weight }, ordinal) => ({
        projectId: id,
        placeId,
        ordinal,
        shareParts: where.mode === 'SHARED' ? weight : null,
        shareWhole: where.mode === 'SHARED' ? whole : null,
      })),
    );
    this.ledger.projectPairings.push(...given.pairings.map((pairing) => ({ projectId: id, pairingId: pairing.id })));
    return { id, programme, leadPartnerId, sectorCode, where, startedOn: given.startedOn, endedOn: given.endedOn };
  }

  give(programme: string, gift: Gift): Given {
    const id = this.contribution(programme, gift);
    return { id, ancestorIds: ancestorsOf(gift) };
  }

  people(given: Pick<PeopleCountRow, 'channel' | 'programme' | 'flowClass' | 'partnerId' | 'projectId' | 'placeId' | 'year' | 'people'>) {
    this.ledger.peopleCounts.push({ id: this.ledger.peopleCounts.length + 1, ...given, unit: 'PEOPLE', synthetic: true });
  }

  placeCode(id: number): string {
    return this.ledger.places[id - this.first.place]?.code ?? '';
  }

  partnerKind(id: number): string | undefined {
    return this.ledger.partners[id - this.first.partner]?.kind;
  }

  /** A project's budget is what it was given, rounded up to 万元: known at the end only. */
  closeBudgets(): void {
    for (const project of this.ledger.projects) {
      const given = this.budgets.get(project.id);
      project.budgetFen = given === undefined ? null : ((given + WAN_YUAN - 1n) / WAN_YUAN) * WAN_YUAN;
    }
  }

  /** The id of the first row: a correction's is another, and nobody points to it. */
  private contribution(programme: string, gift: Gift): number {
    if (!gift.corrected || gift.amountFen === null) return this.append(programme, gift, {});
    const wrong = { ...gift, amountFen: (gift.amountFen * 9n + 9n) / 10n };
    const originalId = this.append(programme, wrong, { live: false });
    this.append(programme, gift, { originalId });
    return originalId;
  }

  private append(programme: string, gift: Gift, { live = true, originalId }: { live?: boolean; originalId?: number }): number {
    const id = this.ledger.contributions.length + 1;
    const project = 'where' in gift.to ? gift.to : null;
    const where = placesOf(gift);
    this.ledger.contributions.push({
      id,
      originalId: originalId ?? id,
      correctsId: originalId ?? null,
      correctionReason: originalId === undefined ? null : CORRECTION_REASON,
      partnerId: gift.partnerId,
      throughId: gift.throughId ?? null,
      programme,
      pairingId: project === null ? null : (gift.pairingId ?? null),
      fundId: project === null ? gift.to.id : null,
      projectId: project?.id ?? null,
      parentId: gift.from?.given.id ?? null,
      fromFundId: gift.from?.fund.id ?? null,
      ancestorIds: ancestorsOf(gift),
      flowClass: gift.flowClass,
      stage: gift.stage ?? 'DISBURSED',
      form: gift.form ?? 'CASH',
      amountFen: gift.amountFen,
      valuedFen: valueOfLines(gift.lines ?? []),
      occurredOn: isoDay(gift.on),
      placeMode: where.mode,
      note: gift.note ?? null,
      state: gift.review?.state ?? 'ACCEPTED',
      returnReason: gift.review?.state === 'RETURNED' ? gift.review.reason : null,
      live: live && gift.review?.state !== 'RETURNED',
      confirmationId: this.confirm(id, gift, where),
      precedesConfirmations: gift.review === undefined,
      synthetic: true,
      recordedAt: officeHour(gift.on + (originalId === undefined ? 1 : 30)),
      recordedFor: recorderOf(gift),
    });
    this.writeParts(id, gift, where);
    this.writeLines(id, gift.lines ?? []);
    if (live && project !== null && gift.review === undefined) this.addToBudget(project.id, gift);
    return id;
  }

  /** What the place says that it lies in, and about it; the id of the confirmation where there is one. */
  private confirm(contributionId: number, { review, on }: Gift, { placeId }: GiftPlaces): number | null {
    if (review === undefined || !('confirmedFen' in review)) return null;
    const said = { contributionId, originalId: contributionId, role: 'PLACE', placeId, synthetic: true, recordedAt: officeHour(on + 10) } as const;
    const id = this.ledger.confirmations.length + 1;
    this.ledger.confirmations.push({ ...said, id, amountFen: review.confirmedFen, confirmedOn: isoDay(on + 3) });
    const { message: body } = review;
    if (body !== undefined) this.ledger.contributionMessages.push({ ...said, id: this.ledger.contributionMessages.length + 1, body });
    return id;
  }

  private writeParts(contributionId: number, gift: Gift, where: GiftPlaces): void {
    // Money in a fund has no sector until it moves on.
    const sectors = gift.sectors ?? [{ key: 'where' in gift.to ? gift.to.sectorCode : null, weight: 1 }];
    const places = where.mode === 'SET' ? [{ key: where.placeId, weight: 1 }] : where.places;
    const amounts = gift.amountFen === null ? null : splitBetween(gift.amountFen, places, sectors);
    const placeWhole = totalWeight(places);
    const sectorWhole = totalWeight(sectors);

    places.forEach((place, row) => {
      sectors.forEach((sector, column) => {
        this.ledger.contributionParts.push({
          contributionId,
          ordinal: row * sectors.length + column,
          placeId: place.key,
          sectorCode: sector.key,
          amountFen: amounts?.[row]?.[column] ?? null,
          placeParts: place.weight,
          placeWhole,
          sectorParts: sector.weight,
          sectorWhole,
        });
      });
    });
    if (where.mode === 'SET') {
      this.ledger.contributionSetPlaces.push(...where.places.map(({ key: placeId }) => ({ contributionId, placeId: placeId as number })));
    }
  }

  private writeLines(contributionId: number, lines: readonly Line[]): void {
    lines.forEach((line, ordinal) => {
      this.ledger.contributionLines.push({
        staffRole: null,
        unitValueFen: null,
        valuationBasis: null,
        valueFen: null,
        ...line,
        contributionId,
        ordinal,
      });
    });
  }

  private addToBudget(projectId: number, gift: Gift): void {
    if (gift.amountFen === null || (gift.stage ?? 'DISBURSED') !== 'DISBURSED') return;
    this.budgets.set(projectId, (this.budgets.get(projectId) ?? 0n) + gift.amountFen);
  }
}

/** Whoever would have logged it: the chamber that it went through, the holder of the fund that it left, or the partner itself. */
function recorderOf({ from, throughId, partnerId }: Gift): string {
  if (from === undefined) return `partner:${throughId ?? partnerId}`;
  return from.fund.partnerId === null ? `place:${from.fund.placeId}` : `partner:${from.fund.partnerId}`;
}
