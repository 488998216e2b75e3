// What impact means, once more in plain TypeScript over rows in memory. It shares no code with src/impact.

export interface ModelPlace {
  readonly id: string;
  readonly code: string | null;
  /** Its own id, as of today, and those of all that hold it. */
  readonly within: readonly string[];
  readonly countyId: string | null;
  readonly prefectureId: string | null;
}

export interface ModelPartner {
  readonly id: string;
  readonly kind: string;
  readonly parent: ModelPartner | null;
  readonly home: ModelPlace | null;
}

export interface ModelPart {
  readonly place: ModelPlace | null;
  readonly sector: string | null;
  readonly fen: bigint | null;
}

export interface ModelRow {
  readonly id: string;
  readonly originalId: string;
  readonly correctsId: string | null;
  readonly voids: boolean;
  readonly partner: ModelPartner;
  readonly through: ModelPartner | null;
  readonly programme: string;
  readonly fundId: string | null;
  readonly projectId: string | null;
  readonly parentId: string | null;
  readonly fromFundId: string | null;
  /** The first rows of the chains that it hangs on, the root's first. */
  readonly ancestorIds: readonly string[];
  readonly flowClass: string;
  readonly stage: string;
  readonly form: string;
  readonly fen: bigint | null;
  readonly year: number;
  readonly parts: readonly ModelPart[];
  /** The places that it was reported for together; none for a row with shares. */
  readonly set: readonly ModelPlace[];
  readonly state: string;
  live: boolean;
}

export interface ModelFilter {
  readonly programme?: string;
  readonly place?: ModelPlace;
  readonly partner?: ModelPartner;
  readonly partnerKinds?: readonly string[];
  readonly partnerHome?: ModelPlace;
  readonly flowClasses?: readonly string[];
  readonly sector?: string;
  readonly fromYear?: number;
  readonly toYear?: number;
  readonly states?: readonly string[];
}

export interface Sum {
  readonly net: bigint;
  readonly gross: bigint;
}

/** Net and gross by class and stage: what an impact and each cell of a breakdown say of cash. */
export type Sums = Record<string, Sum>;

export interface ModelCell {
  readonly sums: Sums;
  /** The ids of the rows behind it: of its years, and those that moved on what was given in them. */
  readonly rows: Set<string>;
}

interface TouchedCell extends ModelCell {
  readonly sums: Record<string, Sum & { readonly stands: boolean }>;
  stands: boolean;
}

const DIMENSIONS: Record<string, (row: ModelRow, part: ModelPart, year: number) => string | null> = {
  YEAR: (_row, _part, year) => String(year),
  PROGRAMME: ({ programme }) => programme,
  FLOW_CLASS: ({ flowClass }) => flowClass,
  PARTNER: ({ partner }) => partner.id,
  PARTNER_KIND: ({ partner }) => partner.kind,
  COUNTY: (_row, { place }) => place?.countyId ?? null,
  PREFECTURE: (_row, { place }) => place?.prefectureId ?? null,
  SECTOR: (_row, { sector }) => sector,
};

export const ALL_DIMENSIONS = Object.keys(DIMENSIONS);

/** The rows of a ledger that somebody sees. */
export class LedgerModel {
  constructor(readonly rows: readonly ModelRow[]) {}

  /**
   * The cells of a breakdown by their keys, joined; with no dimension there is one at most, under ''. Where money was given in another year
   * than it moved on in, and nothing of it has come to a part, nothing stands there.
   */
  cells(filter: ModelFilter, by: readonly string[] = []): Record<string, ModelCell> {
    const standing = Object.entries(this.#touched(filter, by)).filter(([, { stands }]) => stands);
    return Object.fromEntries(
      standing.map(([key, { sums, rows }]) => {
        const told = Object.entries(sums).filter(([, { stands }]) => stands);
        return [key, { sums: Object.fromEntries(told.map(([of, { net, gross }]) => [of, { net, gross }])), rows }];
      }),
    );
  }

  #touched(filter: ModelFilter, by: readonly string[]): Record<string, TouchedCell> {
    const cells: Record<string, TouchedCell> = {};
    const add = (row: ModelRow, part: ModelPart, year: number, net: bigint, gross: bigint) => {
      if (!isBetween(year, filter)) return;
      const key = by.map((dimension) => DIMENSIONS[dimension]?.(row, part, year) ?? 'none').join(' ');
      const stands = year === row.year || net !== 0n;
      cells[key] ??= { sums: {}, rows: new Set(), stands: false };
      const cell = cells[key];
      cell.rows.add(row.id);
      cell.stands ||= stands;
      if (row.form !== 'CASH') return;
      const of = `${row.flowClass} ${row.stage}`;
      const before = cell.sums[of] ?? { net: 0n, gross: 0n, stands: false };
      cell.sums[of] = { net: before.net + net, gross: before.gross + gross, stands: before.stands || stands };
    };
    for (const { row, part } of this.#inScope(filter)) {
      add(row, part, row.year, 0n, part.fen ?? 0n);
      add(row, part, this.#yearGiven(row), this.#atRest(row, part, filter), 0n);
    }
    return cells;
  }

  money(filter: ModelFilter): Sums {
    return this.cells(filter)['']?.sums ?? {};
  }

  /** The rows behind an answer. */
  contributions(filter: ModelFilter): string[] {
    return [...(this.#touched(filter, [])['']?.rows ?? [])].sort();
  }

  /** "ONWARD DONATION DISBURSED": what is left out in cash, and in how many rows. */
  leftOut(filter: ModelFilter): Record<string, string> {
    const inFunds = new Set(this.#inScope(filter).flatMap(({ row }) => (row.fundId === null ? [] : [row.originalId])));
    const reasons: Record<string, (row: ModelRow) => boolean> = {
      ONWARD: (row) => isCounted(row, filter) && row.parentId !== null && inFunds.has(row.parentId),
      GIVEN_IN_ANOTHER_YEAR: (row) =>
        isCounted(row, filter) && row.parentId !== null && !isBetween(this.#yearGiven(row), filter) && concerns(row, filter),
      CORRECTED: (row) => !row.live && row.state === 'ACCEPTED' && concerns(row, filter),
      NOT_ACCEPTED: (row) => row.live && !row.voids && !isCounted(row, filter) && concerns(row, filter),
      REPORTED_FOR_WIDER_SET: (row) => isCounted(row, filter) && isReportedForWiderSet(row, filter),
    };
    const found: Record<string, { rows: number; fen: bigint }> = {};
    for (const row of this.rows.filter(({ form, year }) => form === 'CASH' && isBetween(year, filter))) {
      for (const [reason, isLeftOut] of Object.entries(reasons)) {
        if (!isLeftOut(row)) continue;
        const key = `${reason} ${row.flowClass} ${row.stage}`;
        const { rows, fen } = found[key] ?? { rows: 0, fen: 0n };
        found[key] = { rows: rows + 1, fen: fen + (row.fen ?? 0n) };
      }
    }
    return Object.fromEntries(Object.entries(found).map(([key, { rows, fen }]) => [key, `${fen} in ${rows}`]));
  }

  /** The parts of counted rows that meet every condition but those on years. */
  #inScope(filter: ModelFilter): { row: ModelRow; part: ModelPart }[] {
    return this.rows
      .filter((row) => isCounted(row, filter) && isOfRow(row, filter))
      .flatMap((row) => row.parts.filter((part) => isOfPart(part, filter)).map((part) => ({ row, part })));
  }

  /** What has come to a part and has not moved on. A row in a fund has one part. */
  #atRest(row: ModelRow, part: ModelPart, filter: ModelFilter): bigint {
    const movedOn = this.rows.filter((child) => child.parentId === row.originalId && isCounted(child, filter));
    return movedOn.reduce((rest, child) => rest - (child.fen ?? 0n), part.fen ?? 0n);
  }

  #yearGiven(row: ModelRow): number {
    const root = row.ancestorIds[0];
    return this.rows.find(({ originalId, live }) => originalId === root && live)?.year ?? row.year;
  }
}

function isCounted({ live, voids, state }: ModelRow, { states = ['ACCEPTED'] }: ModelFilter): boolean {
  return live && !voids && states.includes(state);
}

function isOfRow(row: ModelRow, filter: ModelFilter): boolean {
  const { programme, partner, partnerKinds, partnerHome, flowClasses } = filter;
  return (
    (programme === undefined || row.programme === programme) &&
    (partner === undefined || isOfFamily(row.partner, partner) || row.through?.id === partner.id) &&
    (partnerKinds === undefined || partnerKinds.includes(row.partner.kind)) &&
    (partnerHome === undefined || (row.partner.home !== null && isInside(row.partner.home, partnerHome))) &&
    (flowClasses === undefined || flowClasses.includes(row.flowClass))
  );
}

function isOfPart(part: ModelPart, { place, sector }: ModelFilter): boolean {
  return (place === undefined || (part.place !== null && isInside(part.place, place))) && (sector === undefined || part.sector === sector);
}

function concerns(row: ModelRow, filter: ModelFilter): boolean {
  return isOfRow(row, filter) && row.parts.some((part) => isOfPart(part, filter));
}

function isReportedForWiderSet(row: ModelRow, filter: ModelFilter): boolean {
  const { place, ...elsewhere } = filter;
  return (
    place !== undefined &&
    concerns(row, elsewhere) &&
    row.set.some((member) => isInside(member, place)) &&
    !row.parts.some((part) => isOfPart(part, { place }))
  );
}

/** A replaced place is one with its successor, so both stand for the same. */
function isInside(place: ModelPlace, other: ModelPlace): boolean {
  const own = other.within[0];
  return own !== undefined && place.within.includes(own);
}

/** Members are not part of their chamber. */
function isOfFamily(partner: ModelPartner, head: ModelPartner): boolean {
  if (partner.id === head.id) return true;
  return partner.parent !== null && partner.parent.kind !== 'CHAMBER_OF_COMMERCE' && isOfFamily(partner.parent, head);
}

function isBetween(year: number, { fromYear = 0, toYear = 9999 }: ModelFilter): boolean {
  return fromYear <= year && year <= toYear;
}
