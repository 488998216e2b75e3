import { encodeId } from '../../src/shared/id.js';
import { encodeCursor } from '../../src/shared/page/cursor.js';
import { Chance } from './chance.js';
import type { Workload } from './workload.js';

/** The list that was measured before the platform was built: projects with where they are, and five contributions each. */
export const PROJECTS: Workload = {
  name: 'W1',
  title: 'nested list of projects',
  asks: ({ projects }) => ({
    kind: 'reads',
    asks: projects.map(({ id, programme }) => ({ operation: 'projects', variables: { programme, after: encodeCursor('NEWEST', [id]) } })),
  }),
};

interface PartnerImpact {
  readonly node: { readonly impact: { readonly breakdown: { readonly nodes: readonly { readonly money: readonly unknown[] }[] } } };
}

/** The platform has cells for years with help in kind alone too. */
function withoutEmptyCells(data: unknown): unknown {
  const { node } = data as PartnerImpact;
  return { ...node, impact: node.impact.breakdown.nodes.filter(({ money }) => money.length > 0) };
}

/** Every fifth asks for Shanghai, which has the most. */
export const PARTNER_IMPACT: Workload = {
  name: 'W2',
  title: "a partner's impact by year and class",
  facts: withoutEmptyCells,
  asks: ({ partners, shanghai }) => ({
    kind: 'reads',
    asks: partners.map((id, index) => ({
      operation: 'partnerImpact',
      variables: { partner: encodeId('Partner', index % 5 === 0 ? shanghai : id) },
    })),
  }),
};

export const COUNTY_MAP: Workload = {
  name: 'W3',
  title: 'the province by county',
  asks: ({ province, hundredthCounty: { code, id } }) => ({
    kind: 'reads',
    asks: [null, 2016, 2018, 2020, 2022].map((fromYear) => ({
      operation: 'countyMap',
      variables: { fromYear, province: encodeId('Place', province), after: encodeCursor('CODE', [code, id]) },
    })),
  }),
};

export const NODE: Workload = {
  name: 'W5',
  title: 'one contribution by its id',
  asks: ({ contributions }) => ({
    kind: 'reads',
    asks: contributions.map(({ id }) => ({ operation: 'node', variables: { id: encodeId('Contribution', id) } })),
  }),
};

export const DEEP_PAGE: Workload = {
  name: 'W6',
  title: 'a page deep in the ledger, filtered',
  asks: ({ contributions }) => ({
    kind: 'reads',
    asks: contributions.map(({ id, programme, occurredOn }) => ({
      operation: 'deepPage',
      variables: { programme, after: encodeCursor('OCCURRED', [occurredOn, id]) },
    })),
  }),
};

/** Some characters from the middle of a name that there is, or the last ones of an example's, which alone tell it from others. */
export const SEARCH: Workload = {
  name: 'W8',
  title: 'search by name',
  asks: ({ realNames, exampleNames }) => {
    const chance = new Chance(8);
    const ask = (text: string) => ({ operation: 'search', variables: { text } });
    return {
      kind: 'reads',
      asks: exampleNames.flatMap((example) => {
        const characters = [...chance.pick(realNames)];
        const length = 2 + chance.below(3);
        const start = chance.below(Math.max(1, characters.length - length + 1));
        return [ask(example.slice(-3 - chance.below(2))), ask(characters.slice(start, start + length).join(''))];
      }),
    };
  },
};
