import { type Share, splitGrid } from '../shared/money/share.js';

/** Where and for what a part of a contribution counts. */
export interface Part {
  readonly placeId: string | null;
  readonly sector: string | null;
  readonly amountFen: bigint | null;
  readonly placeShare: Share;
  readonly sectorShare: Share;
}

export interface Division<Of> {
  readonly of: Of;
  readonly share: Share;
}

export const ALL: Share = { parts: 1n, whole: 1n };

/**
 * The parts of an amount over its places and sectors: over the places alone and over the sectors alone they sum to the
 * split by largest remainder, and all together to the amount. Help in kind has parts without amounts.
 */
export function partsOf(amountFen: bigint | null, places: readonly Division<string | null>[], sectors: readonly Division<string | null>[]): Part[] {
  const grid =
    amountFen === null
      ? null
      : splitGrid(
          amountFen,
          places.map(({ share }) => share.parts),
          sectors.map(({ share }) => share.parts),
        );
  return places.flatMap((place, row) =>
    sectors.map((sector, column) => ({
      placeId: place.of,
      sector: sector.of,
      amountFen: grid?.[row]?.[column] ?? null,
      placeShare: place.share,
      sectorShare: sector.share,
    })),
  );
}
