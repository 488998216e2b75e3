import { splitByLargestRemainder, splitGrid } from '../../src/shared/money/share.js';
import type { ContributionLineRow, FlowClass, Form, PlaceMode, Stage } from '../tables.js';
import type { Day } from './day.js';

export interface Pairing {
  readonly id: number;
  readonly startedOn: Day;
  readonly endedOn: Day;
}

export interface Fund {
  readonly id: number;
  readonly placeId: number | null;
  readonly partnerId: number | null;
}

/** A place or sector with its weight among those that share. */
export interface Weighted<Key> {
  readonly key: Key;
  readonly weight: number;
}

export interface Project {
  readonly id: number;
  readonly programme: string;
  readonly leadPartnerId: number;
  readonly sectorCode: string;
  readonly startedOn: Day;
  readonly endedOn: Day;
  readonly where: Where;
}

/** Where a project works. `placeId` is its one place, or the smallest that holds them all. */
export interface Where {
  readonly mode: PlaceMode;
  readonly placeId: number;
  readonly places: readonly Weighted<number>[];
}

/** What a contribution left behind for the rows that move its money on. */
export interface Given {
  readonly id: number;
  readonly ancestorIds: readonly number[];
}

export interface Gift {
  partnerId: number;
  throughId?: number;
  pairingId?: number;
  to: Fund | Project;
  /** The row whose money this one moves on, and the fund that it leaves. */
  from?: { given: Given; fund: Fund };
  flowClass: FlowClass;
  stage?: Stage;
  form?: Form;
  amountFen: bigint | null;
  on: Day;
  /** The one place that it is for, where that is not all of the project's. */
  placeId?: number;
  /** Where it is for more than the project's own sector. */
  sectors?: readonly Weighted<string>[];
  lines?: readonly Line[];
  note?: string;
  /** It was first recorded with a wrong amount. */
  corrected?: boolean;
  /** Where it is in review; left out, it was accepted before there were confirmations. */
  review?: Review;
}

export type Review =
  | { readonly state: 'SUBMITTED' }
  | { readonly state: 'CONFIRMED' | 'DISPUTED'; readonly confirmedFen: bigint; readonly message?: string }
  | { readonly state: 'RETURNED'; readonly reason: string };

export type Line = Pick<ContributionLineRow, 'item' | 'quantity' | 'unit'> & Partial<ContributionLineRow>;

export interface GiftPlaces {
  readonly mode: PlaceMode;
  readonly placeId: number | null;
  readonly places: readonly Weighted<number | null>[];
}

/** Money in a fund is for the place that holds it; in a chamber's fund it is for no place yet. */
export function placesOf({ to, placeId }: Gift): GiftPlaces {
  if (placeId !== undefined) return { mode: 'SHARED', placeId, places: [{ key: placeId, weight: 1 }] };
  if ('where' in to) return to.where;
  return { mode: 'SHARED', placeId: to.placeId, places: [{ key: to.placeId, weight: 1 }] };
}

export function ancestorsOf({ from }: Gift): readonly number[] {
  return from === undefined ? [] : [...from.given.ancestorIds, from.given.id];
}

export function valueOfLines(lines: readonly Line[]): bigint | null {
  const values = lines.flatMap((line) => line.valueFen ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0n);
}

/** Rows of places, columns of sectors. */
export function splitBetween(amount: bigint, places: readonly Weighted<unknown>[], sectors: readonly Weighted<unknown>[]): bigint[][] {
  const weights = (parts: readonly Weighted<unknown>[]) => parts.map((part) => BigInt(part.weight));
  if (places.length === 1 && sectors.length === 1) return [[amount]];
  if (sectors.length === 1) return splitByLargestRemainder(amount, weights(places)).map((part) => [part]);
  return splitGrid(amount, weights(places), weights(sectors));
}

export function totalWeight(parts: readonly Weighted<unknown>[]): number {
  return parts.reduce((sum, part) => sum + part.weight, 0);
}
