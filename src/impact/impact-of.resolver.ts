import { Arg, FieldResolver, Resolver } from 'type-graphql';
import { Fund } from '../fund/fund.entity.js';
import { Pairing } from '../pairing/pairing.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Project } from '../project/project.entity.js';
import type { Row } from '../reading/reader.js';
import { extendShape, type TypeClass } from '../reading/shape.js';
import { type Alias, type Sql, sql } from '../shared/sql.js';
import { broughtWith, type Variant } from './brought.js';
import { impactCost } from './cost.js';
import { ImpactFilter } from './impact.input.js';
import { Impact } from './impact.resolver.js';
import { ROLLED_LEVELS } from './rollups/slices.js';
import type { Anchor, AnchorKind } from './scope.js';

// A place that another replaced is one with it in every figure.
const currentId = (row: Alias) =>
  sql`coalesce(${sql.join(['village_id', 'township_id', 'county_id', 'prefecture_id', 'province_id'].map(row))})::text`;
const givesMuch = (row: Alias) => sql`${row('kind')} = any(large_giver_kinds())`;

extendShape(Place, { columns: { currentId } });
extendShape(Partner, { columns: { givesMuch } });

/** A type whose rows have an impact of their own. */
interface Anchored {
  readonly type: TypeClass;
  readonly kind: AnchorKind;
  readonly keyField: string;
  /** What else is to be known of the row. */
  readonly detail?: 'level' | 'givesMuch';
  /** What rollups hold of it. */
  readonly rolled?: { readonly key: (row: Alias) => Sql; readonly variants: readonly Variant[] };
  readonly description: string;
}

const ANCHORED: readonly Anchored[] = [
  {
    type: Place,
    kind: 'place',
    keyField: 'currentId',
    detail: 'level',
    rolled: {
      key: currentId,
      variants: ROLLED_LEVELS.map((level) => ({ anchor: { kind: 'place', level }, when: (row) => sql`${row('level')} = ${sql.lit(level)}` })),
    },
    description: 'What came of the help for the place and everything within it.',
  },
  {
    type: Partner,
    kind: 'partner',
    keyField: 'id',
    detail: 'givesMuch',
    rolled: {
      key: (row) => row('id'),
      variants: [{ anchor: { kind: 'partner', givesMuch: true }, when: givesMuch }, { anchor: { kind: 'partner', givesMuch: false } }],
    },
    description: 'What came of the help of the partner, of its districts and subsidiaries, and of what was given through it.',
  },
  {
    type: Programme,
    kind: 'programme',
    keyField: 'code',
    rolled: { key: (row) => row('code'), variants: [{ anchor: { kind: 'programme' } }] },
    description: 'What came of the help under the programme.',
  },
  { type: Pairing, kind: 'pairing', keyField: 'id', description: 'What came of the help under the pairing.' },
  { type: Fund, kind: 'fund', keyField: 'id', description: 'What went into the fund, and what became of it further on.' },
  { type: Project, kind: 'project', keyField: 'id', description: 'What was given to the project.' },
];

/** What a cost is worked out for, before any row is known. */
const USUAL = { level: { level: 'COUNTY' }, givesMuch: { givesMuch: true }, nothing: {} } as const;

/** Adds the field `impact` to every type that has an impact of its own. */
export const IMPACT_OF_RESOLVERS = ANCHORED.map(({ type, kind, keyField, detail, rolled, description }) => {
  extendShape(type, {
    needs: { impact: detail === undefined ? [keyField] : [keyField, detail] },
    brings: rolled ? { impact: (row, field, writer) => broughtWith(row, field, writer, rolled.key(row), rolled.variants) } : {},
  });

  @Resolver(() => type)
  class ImpactOfResolver {
    @FieldResolver(() => Impact, { complexity: impactCost({ kind, ...USUAL[detail ?? 'nothing'] }), description })
    impact(@Arg('filter', () => ImpactFilter, { nullable: true, description: 'A narrower scope.' }) _filter: ImpactFilter | null): never {
      throw new Error('An impact of a row is answered as wireImpact() says');
    }
  }
  return ImpactOfResolver;
});

/** Whose impact a row's field means, by type. */
export const ANCHOR_OF: Readonly<Record<string, (row: Row) => Anchor>> = Object.fromEntries(
  ANCHORED.map(({ type, kind, keyField, detail }) => [
    type.name,
    (row: Row): Anchor => ({ kind, key: String(row[keyField]), ...(detail === undefined ? {} : { [detail]: row[detail] }) }),
  ]),
);
