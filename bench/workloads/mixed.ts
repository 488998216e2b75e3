import { GIVERS } from './givers.js';
import { HOME_ASK } from './home.js';
import { COUNTY_MAP, DEEP_PAGE, NODE, PARTNER_IMPACT, PROJECTS, SEARCH } from './reads.js';
import type { Ask, Workload } from './workload.js';
import type { World } from './world.js';
import { logOf, withoutId } from './writes.js';

type Draw = (turn: number) => Ask;

/** Of fifty operations a portal sends 35, an enterprise 10 and an office 5. */
export const MIXED: Workload = {
  name: 'W9',
  title: 'fifty mixed operations of a portal, an enterprise and an office',
  asks: (world) => {
    const draws = fiftyOf(world);
    let turn = 0;
    return {
      kind: 'writes',
      next: () => {
        // 7 and 50 have no common divisor: all fifty come by turns, and kinds do not come in blocks.
        const draw = draws[(turn * 7) % draws.length] as Draw;
        turn += 1;
        return draw(turn);
      },
    };
  },
  facts: (data, { operation }) => {
    if (operation === 'logContribution') return withoutId(data);
    return operation === 'partnerImpact' ? PARTNER_IMPACT.facts?.(data, { operation, variables: {} }) : data;
  },
};

function fiftyOf(world: World): Draw[] {
  const reads = (workload: Workload): Draw => {
    const source = workload.asks(world);
    if (source.kind !== 'reads') throw new Error(`Expected ${workload.name} to read`);
    return (turn) => source.asks[turn % source.asks.length] as Ask;
  };
  const giver = (turn: number) => world.giversApart[turn % Math.min(GIVERS, world.giversApart.length)];
  const times = (count: number, draw: Draw): Draw[] => Array.from({ length: count }, () => draw);
  const portal = [
    ...times(8, () => HOME_ASK),
    ...times(8, reads(PROJECTS)),
    ...times(8, reads(SEARCH)),
    ...times(5, reads(COUNTY_MAP)),
    ...times(4, reads(NODE)),
    ...times(2, reads(PARTNER_IMPACT)),
  ];
  const enterprise = [
    ...times(4, (turn) => ({ operation: 'myVillage', variables: {}, token: giver(turn)?.token })),
    ...times(3, (turn) => ({ operation: 'findVillage', variables: { name: world.villages[turn % world.villages.length] } })),
    ...times(3, (turn) => logOf(world.giversApart, turn)),
  ];
  const office = [...times(3, () => ({ operation: 'waiting', variables: {}, token: world.office })), ...times(2, reads(DEEP_PAGE))];
  return [...portal, ...enterprise, ...office];
}
