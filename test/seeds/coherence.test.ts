import { describe, expect, test } from '@jest/globals';
import { grouped } from '../../seeds/demo/grouped.js';
import type { ContributionRow } from '../../seeds/tables.js';
import { ledgerOf, reference, SEED } from './ledger-of.js';

const ledger = ledgerOf(SEED);
const partners = new Map([...reference.partners, ...ledger.partners].map((row) => [row.id, row]));
const places = new Map([...reference.places, ...ledger.places].map((row) => [row.id, row]));
const pairings = new Map(ledger.pairings.map((row) => [row.id, row]));
const projects = new Map(ledger.projects.map((row) => [row.id, row]));
const contributions = new Map(ledger.contributions.map((row) => [row.id, row]));
const parts = grouped(ledger.contributionParts, (part) => part.contributionId);
const setPlaces = grouped(ledger.contributionSetPlaces, (member) => member.contributionId);
const lines = grouped(ledger.contributionLines, (line) => line.contributionId);
const projectPlaces = grouped(ledger.projectPlaces, (row) => row.projectId);
const projectPairings = grouped(ledger.projectPairings, (row) => row.projectId);
const sum = (amounts: readonly (bigint | null)[]) => amounts.reduce<bigint>((total, amount) => total + (amount ?? 0n), 0n);

describe('size', () => {
  test('is that of the field', () => {
    expect(ledger.places.filter(({ level }) => level === 'VILLAGE')).toHaveLength(8_502);
    expect(ledger.partners.length).toBeGreaterThan(30_900);
    expect(ledger.pairings.length).toBeGreaterThan(17_900);
    expect(ledger.projects).toHaveLength(15_361);
    expect(ledger.contributions.length).toBeGreaterThan(70_000);
    expect(ledger.contributions.length).toBeLessThan(75_000);
  });

  test('has something that waits in every state of review, and accepted rows that are older than confirmations', () => {
    const inReview = ledger.contributions.filter(({ precedesConfirmations }) => !precedesConfirmations);
    expect(inReview.map(({ state }) => state)).toEqual(['SUBMITTED', 'SUBMITTED', 'CONFIRMED', 'DISPUTED', 'RETURNED']);
    expect(ledger.contributions.filter(({ state }) => state !== 'ACCEPTED')).toEqual(inReview);
    expect(ledger.confirmations.map(({ id }) => id)).toEqual(inReview.flatMap(({ confirmationId }) => confirmationId ?? []));
  });

  test('takes in the less common rows', () => {
    const count = (isSuch: (row: ContributionRow) => boolean) => ledger.contributions.filter(isSuch).length;
    expect(count(({ id }) => (parts.get(id)?.[0]?.placeWhole ?? 1) > 1)).toBeGreaterThan(250);
    expect(count(({ placeMode }) => placeMode === 'SET')).toBeGreaterThan(90);
    expect(count(({ correctsId }) => correctsId !== null)).toBeGreaterThan(30);
    expect(count(({ throughId }) => throughId !== null)).toBeGreaterThan(1_000);
    expect(count(({ ancestorIds }) => ancestorIds.length === 3)).toBeGreaterThan(20);
    expect(count(({ ancestorIds }) => ancestorIds.length === 2)).toBeGreaterThan(100);
    expect(count(({ id }) => (parts.get(id)?.[0]?.sectorWhole ?? 1) > 1)).toBeGreaterThan(20);
  });
});

describe('order', () => {
  test('puts a place, partner or contribution after what it refers to', () => {
    expect(ledger.places.every(({ id, parentId }) => (parentId ?? 0) < id)).toBe(true);
    expect(ledger.partners.every(({ id, parentId }) => (parentId ?? 0) < id)).toBe(true);
    expect(ledger.contributions.every(({ id, parentId, correctsId }) => (parentId ?? 0) < id && (correctsId ?? 0) < id)).toBe(true);
  });

  test('numbers on from the reference without a gap', () => {
    expect(ledger.places.map(({ id }) => id)).toEqual(ledger.places.map((_, index) => reference.places.length + 1 + index));
    expect(ledger.partners.map(({ id }) => id)).toEqual(ledger.partners.map((_, index) => reference.partners.length + 1 + index));
    expect(ledger.pairings.map(({ id }) => id)).toEqual(ledger.pairings.map((_, index) => reference.pairings.length + 1 + index));
  });
});

describe('a pairing', () => {
  test('is of a kind of partner and a level of place that its programme knows', () => {
    const known = new Set(reference.programmeLevels.map((level) => [level.programme, level.partnerKind, level.placeLevel].join()));
    const unknown = [...reference.pairings, ...ledger.pairings].filter(
      ({ programme, partnerId, placeId }) => !known.has([programme, partners.get(partnerId)?.kind, places.get(placeId)?.level].join()),
    );
    expect(unknown).toEqual([]);
  });

  test('is the only one of its partner, place and programme', () => {
    const keys = ledger.pairings.map(({ programme, partnerId, placeId }) => [programme, partnerId, placeId].join());
    const real = reference.pairings.map(({ programme, partnerId, placeId }) => [programme, partnerId, placeId].join());
    expect(new Set(keys).size).toBe(keys.length);
    expect(real.filter((key) => keys.includes(key))).toEqual([]);
  });

  test('holds the day and place of each contribution under it, and is one of its project’s', () => {
    const astray = ledger.contributions.filter((row) => {
      const pairing = pairings.get(row.pairingId ?? 0);
      if (pairing === undefined) return row.pairingId !== null;
      const isInTime = (pairing.startedOn ?? '') <= row.occurredOn && row.occurredOn <= (pairing.endedOn ?? '');
      const isOfPartner = pairing.partnerId === row.partnerId && pairing.programme === row.programme;
      const isOfProject = row.projectId === null || projectPairings.get(row.projectId)?.some(({ pairingId }) => pairingId === pairing.id);
      const isInPlace = row.fundId !== null || placeIdsOf(row).every((id) => isWithin(id, pairing.placeId));
      return !(isInTime && isOfPartner && isOfProject && isInPlace);
    });
    expect(astray).toEqual([]);
  });
});

describe('a project', () => {
  test('has shares that are the whole, or a set', () => {
    const broken = ledger.projects.filter(({ id, placeMode }) => {
      const rows = projectPlaces.get(id) ?? [];
      if (placeMode === 'SET') return rows.length < 2 || rows.some(({ shareParts }) => shareParts !== null);
      return rows.reduce((total, { shareParts }) => total + (shareParts ?? 0), 0) !== rows[0]?.shareWhole;
    });
    expect(broken).toEqual([]);
  });

  test('lies at the smallest place that holds all of its places', () => {
    const broken = ledger.projects.filter(({ id, placeId }) => !(projectPlaces.get(id) ?? []).every((row) => isWithin(row.placeId, placeId)));
    expect(broken).toEqual([]);
  });

  test('has dates in their order', () => {
    const broken = ledger.projects.filter(
      ({ plannedStartOn, plannedEndOn, actualStartOn, actualEndOn }) =>
        plannedEndOn < plannedStartOn || (actualEndOn !== null && (actualStartOn === null || actualEndOn < actualStartOn)),
    );
    expect(broken).toEqual([]);
  });

  test('comes in three states', () => {
    expect(new Set(ledger.projects.map(({ status }) => status))).toEqual(new Set(['COMPLETED', 'UNDER_WAY', 'APPROVED']));
  });
});

describe('a contribution', () => {
  test('goes to a fund or to a project of its programme', () => {
    const astray = ledger.contributions.filter(
      ({ fundId, projectId, programme }) =>
        (fundId === null) === (projectId === null) || (projectId !== null && projects.get(projectId)?.programme !== programme),
    );
    expect(astray).toEqual([]);
  });

  test('has parts that sum to it, each with a sector once it is in a project', () => {
    const broken = ledger.contributions.filter(({ id, amountFen, fundId }) => {
      const rows = parts.get(id) ?? [];
      return (
        rows.length === 0 ||
        rows.some(({ sectorCode }) => (sectorCode === null) !== (fundId !== null)) ||
        sum(rows.map((part) => part.amountFen)) !== (amountFen ?? 0n)
      );
    });
    expect(broken).toEqual([]);
  });

  test('to a project is for places of the project', () => {
    const astray = ledger.contributions.filter(
      (row) =>
        row.projectId !== null && !placeIdsOf(row).every((id) => projectPlaces.get(row.projectId ?? 0)?.some(({ placeId }) => isWithin(id, placeId))),
    );
    expect(astray).toEqual([]);
  });

  test('for a set names two places at least, and the part is at a place that holds them', () => {
    const sets = ledger.contributions.filter(({ placeMode }) => placeMode === 'SET');
    const broken = sets.filter(({ id }) => {
      const members = setPlaces.get(id) ?? [];
      const common = parts.get(id)?.[0]?.placeId ?? 0;
      return members.length < 2 || !members.every(({ placeId }) => isWithin(placeId, common));
    });
    expect(broken).toEqual([]);
  });

  test('in kind has lines and no amount, and is worth what its valued lines are', () => {
    const broken = ledger.contributions.filter(({ id, form, amountFen, valuedFen }) => {
      const rows = lines.get(id) ?? [];
      if (form === 'CASH') return rows.length > 0 || amountFen === null || amountFen <= 0n;
      const valued = rows.filter(({ valueFen }) => valueFen !== null);
      return (
        rows.length === 0 ||
        amountFen !== null ||
        (valued.length === 0 ? valuedFen !== null : valuedFen !== sum(valued.map(({ valueFen }) => valueFen)))
      );
    });
    expect(broken).toEqual([]);
  });

  test('through a chamber is through the one the giver is a member of', () => {
    const astray = ledger.contributions.filter(({ throughId, partnerId }) => throughId !== null && partners.get(partnerId)?.parentId !== throughId);
    expect(astray).toEqual([]);
  });
});

describe('money that moves on', () => {
  test('leaves the fund that its parent went into, with the parent’s ancestors and the parent', () => {
    const broken = ledger.contributions.filter((row) => {
      if (row.parentId === null) return row.fromFundId !== null || row.ancestorIds.length > 0;
      const parent = contributions.get(row.parentId);
      return (
        parent === undefined ||
        parent.originalId !== parent.id ||
        parent.fundId !== row.fromFundId ||
        row.ancestorIds.join() !== [...parent.ancestorIds, parent.id].join() ||
        [row.partnerId, row.flowClass, row.stage, row.form].join() !== [parent.partnerId, parent.flowClass, parent.stage, parent.form].join() ||
        row.occurredOn < parent.occurredOn
      );
    });
    expect(broken).toEqual([]);
  });

  test('is no more than its parent', () => {
    const liveAmounts = new Map(ledger.contributions.filter(({ live }) => live).map((row) => [row.originalId, row.amountFen]));
    const children = grouped(
      ledger.contributions.filter(({ live, parentId }) => live && parentId !== null),
      ({ parentId }) => parentId ?? 0,
    );
    const broken = [...children].filter(([parentId, rows]) => sum(rows.map(({ amountFen }) => amountFen)) > (liveAmounts.get(parentId) ?? 0n));
    expect(broken).toEqual([]);
  });

  test('never takes a fund below zero, row by row', () => {
    const balances = new Map<number, bigint>();
    const move = (fundId: number | null, amount: bigint) => fundId !== null && balances.set(fundId, (balances.get(fundId) ?? 0n) + amount);
    const overdrawn = ledger.contributions.filter(({ live, stage, fundId, fromFundId, amountFen }) => {
      if (!live || stage !== 'DISBURSED' || amountFen === null) return false;
      move(fundId, amountFen);
      move(fromFundId, -amountFen);
      return fromFundId !== null && (balances.get(fromFundId) ?? 0n) < 0n;
    });
    expect(overdrawn).toEqual([]);
    expect([...balances.keys()].sort((a, b) => a - b)).toEqual(ledger.funds.map(({ id }) => id));
  });
});

describe('a correction', () => {
  test('replaces a row that counts no more, with a reason and later', () => {
    const corrections = ledger.contributions.filter(({ correctsId }) => correctsId !== null);
    const broken = corrections.filter((row) => {
      const wrong = contributions.get(row.correctsId ?? 0);
      return (
        wrong === undefined ||
        wrong.live ||
        !row.live ||
        row.originalId !== wrong.originalId ||
        row.correctionReason === null ||
        row.recordedAt <= wrong.recordedAt
      );
    });
    expect(broken).toEqual([]);
    expect(ledger.contributions.filter(({ live, state }) => !live && state === 'ACCEPTED')).toHaveLength(corrections.length);
  });
});

function placeIdsOf(row: ContributionRow): number[] {
  return [...(setPlaces.get(row.id) ?? parts.get(row.id) ?? [])].flatMap(({ placeId }) => placeId ?? []);
}

function isWithin(id: number | null, ancestorId: number): boolean {
  return id !== null && (id === ancestorId || isWithin(places.get(id)?.parentId ?? null, ancestorId));
}
