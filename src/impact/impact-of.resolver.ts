import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { Fund } from '../fund/fund.entity.js';
import { Pairing } from '../pairing/pairing.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Project } from '../project/project.entity.js';
import type { Row } from '../reading/reader.js';
import { extendShape, type TypeClass } from '../reading/shape.js';
import { sql } from '../shared/sql.js';
import { ImpactFilter } from './impact.input.js';
import { Impact } from './impact.resolver.js';
import { type AnchorKind, type Scope, scopeOf } from './scope.js';

// A place that another replaced is one with it in every figure.
extendShape(Place, {
  columns: {
    currentId: (row) => sql`coalesce(${sql.join(['village_id', 'township_id', 'county_id', 'prefecture_id', 'province_id'].map(row))})::text`,
  },
});

extendShape(Partner, { columns: { givesMuch: (row) => sql`${row('kind')} = any(large_giver_kinds())` } });

interface Anchored {
  readonly type: TypeClass;
  readonly kind: AnchorKind;
  readonly keyField: string;
  /** What else is to be known of the row. */
  readonly detail?: 'level' | 'givesMuch';
  readonly description: string;
}

const ANCHORED: readonly Anchored[] = [
  {
    type: Place,
    kind: 'place',
    keyField: 'currentId',
    detail: 'level',
    description: 'What came of the help for the place and everything within it.',
  },
  {
    type: Partner,
    kind: 'partner',
    keyField: 'id',
    detail: 'givesMuch',
    description: 'What came of the help of the partner, of its districts and subsidiaries, and of what was given through it.',
  },
  { type: Programme, kind: 'programme', keyField: 'code', description: 'What came of the help under the programme.' },
  { type: Pairing, kind: 'pairing', keyField: 'id', description: 'What came of the help under the pairing.' },
  { type: Fund, kind: 'fund', keyField: 'id', description: 'What went into the fund, and what became of it further on.' },
  { type: Project, kind: 'project', keyField: 'id', description: 'What was given to the project.' },
];

/** Adds the field `impact` to every type that has an impact of its own. */
export const IMPACT_OF_RESOLVERS = ANCHORED.map(({ type, kind, keyField, detail, description }) => {
  extendShape(type, { needs: { impact: detail === undefined ? [keyField] : [keyField, detail] } });

  @Resolver(() => type)
  class ImpactOfResolver {
    @FieldResolver(() => Impact, { description })
    impact(
      @Root() row: Row,
      @Arg('filter', () => ImpactFilter, { nullable: true, description: 'A narrower scope.' }) filter: ImpactFilter | null,
    ): Scope {
      return scopeOf(filter, { kind, key: String(row[keyField]), ...(detail === undefined ? {} : { [detail]: row[detail] }) });
    }
  }
  return ImpactOfResolver;
});
