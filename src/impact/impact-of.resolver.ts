import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PlaceLevel } from '../access/viewer.js';
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

interface Anchored {
  readonly type: TypeClass;
  readonly kind: AnchorKind;
  readonly keyField: string;
  readonly levelField?: string;
  readonly description: string;
}

const ANCHORED: readonly Anchored[] = [
  {
    type: Place,
    kind: 'place',
    keyField: 'currentId',
    levelField: 'level',
    description: 'What came of the help for the place and everything within it.',
  },
  {
    type: Partner,
    kind: 'partner',
    keyField: 'id',
    description: 'What came of the help of the partner, of its districts and subsidiaries, and of what was given through it.',
  },
  { type: Programme, kind: 'programme', keyField: 'code', description: 'What came of the help under the programme.' },
  { type: Pairing, kind: 'pairing', keyField: 'id', description: 'What came of the help under the pairing.' },
  { type: Fund, kind: 'fund', keyField: 'id', description: 'What went into the fund, and what became of it further on.' },
  { type: Project, kind: 'project', keyField: 'id', description: 'What was given to the project.' },
];

/** Adds the field `impact` to every type that has an impact of its own. */
export const IMPACT_OF_RESOLVERS = ANCHORED.map(({ type, kind, keyField, levelField, description }) => {
  extendShape(type, { needs: { impact: levelField === undefined ? [keyField] : [keyField, levelField] } });

  @Resolver(() => type)
  class ImpactOfResolver {
    @FieldResolver(() => Impact, { description })
    impact(
      @Root() row: Row,
      @Arg('filter', () => ImpactFilter, { nullable: true, description: 'A narrower scope.' }) filter: ImpactFilter | null,
    ): Scope {
      const level = levelField === undefined ? {} : { level: row[levelField] as PlaceLevel };
      return scopeOf(filter, { kind, key: String(row[keyField]), ...level });
    }
  }
  return ImpactOfResolver;
});
