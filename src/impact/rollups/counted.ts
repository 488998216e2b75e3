import { type Sql, sql } from '../../shared/sql.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';
import type { ReachKey, Years } from './reach.js';
import { type RolledScope, rolledScope } from './slices.js';

/** Any programme. */
export const ANY = sql`''`;

/** The start of a key of the whole country. */
export const REACH_OF_ALL = { scopeKind: 'ALL', scopeId: sql`0` } as const;

/** What is counted in a scope. */
export interface Counted {
  readonly rolled: RolledScope;
  readonly programme: Sql | null;
  readonly years: Years;
}

/** A scope as far as things are counted in it: of one place, partner or kind of givers, under any programme or one; not by class. */
export function countedScope(scope: Scope, anchorKey: AnchorKey): Counted | null {
  const { filter, anchor } = scope;
  const rolled = rolledScope(scope, anchorKey);
  if (rolled === null || rolled.sector !== null || filter.flowClasses) return null;
  if ([rolled.place, rolled.partner, rolled.givers].filter((part) => part !== null).length > 1) return null;
  if (rolled.partner !== null && !rolled.partner.givesMuch) return null;
  const anchored = anchor?.kind === 'programme' && anchorKey ? anchorKey : null;
  const named = filter.programme ? sql`${filter.programme}` : null;
  if (anchored && named) return null;
  return { rolled, programme: anchored ?? named, years: { from: filter.fromYear, to: filter.toYear } };
}

/** The one key under which the projects or the partners of a scope are counted; null where there is none. */
export function countKey(thing: 'PROJECT' | 'PARTNER', { rolled: { place, partner, givers }, programme }: Counted): ReachKey | null {
  if (givers) return null;
  if (partner) return programme ? null : reachOfPartner(partner.key, '');
  if (thing === 'PARTNER' && !place) return { ...REACH_OF_ALL, programme: programme ?? ANY, byKind: '' };
  // A project lies in one province and has one programme, so those of all provinces and programmes add up.
  if (!place) return { ...REACH_OF_ALL, programme, byKind: 'PROVINCE' };
  if (thing === 'PROJECT' && place.level === 'PROVINCE') return { ...REACH_OF_ALL, programme, byKind: 'PROVINCE', byId: place.key };
  if (programme || (thing === 'PARTNER' && place.level !== 'COUNTY')) return null;
  return reachOfPlace(place.key, '');
}

export function reachOfPlace(id: Sql, byKind: string): ReachKey {
  return { scopeKind: 'PLACE', scopeId: id, programme: ANY, byKind };
}

export function reachOfPartner(id: Sql, byKind: string): ReachKey {
  return { scopeKind: 'PARTNER', scopeId: id, programme: ANY, byKind };
}
