import { COUNTY_MAP, PARTNER_IMPACT, PROJECTS } from './reads.js';
import type { Workload } from './workload.js';

/** The same as of the instant by which the ledger had been loaded. Only the platform knows what was; what it costs is told against the present. */
function past(present: Workload, title: string): Workload {
  return {
    name: `${present.name}-past`,
    title,
    only: ['platform'],
    asks: (world) => {
      const source = present.asks(world);
      if (source.kind !== 'reads') throw new Error(`Expected ${present.name} to read`);
      return {
        kind: 'reads',
        asks: source.asks.map(({ operation, variables }) => ({
          operation: `${operation}AsOf`,
          variables: { ...variables, asOf: world.loadedAt },
        })),
      };
    },
  };
}

export const PROJECTS_PAST = past(PROJECTS, 'the nested list as of a past instant');
export const PARTNER_IMPACT_PAST = past(PARTNER_IMPACT, "a partner's impact as of a past instant");
export const COUNTY_MAP_PAST = past(COUNTY_MAP, 'the province by county as of a past instant');
