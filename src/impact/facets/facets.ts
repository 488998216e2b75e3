import type { Sql } from '../../shared/sql.js';
import { type LeftOutRow, leftOutFacet } from '../left-out.js';
import { rolledPartners, rolledPlaces, rolledProjects, rolledReached } from '../rollups/rolled-counts.facet.js';
import { rolledInKind } from '../rollups/rolled-in-kind.facet.js';
import { rolledContributions, rolledMoney } from '../rollups/rolled-money.facet.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';
import {
  contributionsFacet,
  type PlaceCounts,
  pairingsFacet,
  partnersFacet,
  placesFacet,
  projectsFacet,
  type Reached,
  reachedFacet,
} from './counts.facet.js';
import type { Facet } from './facet.js';
import { type InKindRow, inKindFacet } from './in-kind.facet.js';
import { type MatchedRow, matchedFacet } from './matched.facet.js';
import { type ClassMoneyRow, moneyFacet } from './money.facet.js';
import { type PeopleRow, peopleFacet } from './people.facet.js';

/** What each facet answers with. */
export interface FacetAnswers {
  readonly money: readonly ClassMoneyRow[];
  readonly contributions: number;
  readonly projects: number;
  readonly partners: number;
  readonly reached: Reached;
  readonly pairings: number;
  readonly places: PlaceCounts;
  readonly inKind: readonly InKindRow[];
  readonly people: readonly PeopleRow[];
  readonly leftOut: readonly LeftOutRow[];
  readonly matched: readonly MatchedRow[];
}

export type FacetName = keyof FacetAnswers;

interface FacetSource {
  /** From the smallest rollup that holds the scope, or null where none does; no function where there is nothing to roll up. */
  readonly rolled: ((scope: Scope, anchorKey: AnchorKey) => Sql | null) | null;
  /** From the rows themselves. */
  readonly ledger: Facet;
  /** The fields that it answers, where its name is not the field's. */
  readonly answers?: readonly string[];
}

/** People, pairings and what matches are read from tables that do not grow with the ledger; what is left out is a list of rows. */
export const FACETS: Readonly<Record<FacetName, FacetSource>> = {
  money: { rolled: rolledMoney, ledger: moneyFacet },
  contributions: { rolled: rolledContributions, ledger: contributionsFacet },
  projects: { rolled: rolledProjects, ledger: projectsFacet },
  partners: { rolled: rolledPartners, ledger: partnersFacet },
  reached: { rolled: rolledReached, ledger: reachedFacet, answers: ['projects', 'partners'] },
  places: { rolled: rolledPlaces, ledger: placesFacet },
  inKind: { rolled: rolledInKind, ledger: inKindFacet },
  leftOut: { rolled: () => null, ledger: leftOutFacet },
  pairings: { rolled: null, ledger: pairingsFacet },
  people: { rolled: null, ledger: peopleFacet },
  matched: { rolled: null, ledger: matchedFacet },
};
