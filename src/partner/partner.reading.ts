import { PUBLIC_FACT } from '../access/visibility.js';
import { isWithin, placeNamed } from '../place/place.reading.js';
import { nameContains } from '../reading/name-search.js';
import { partnerReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { creditCodeProblem, normaliseCreditCode } from '../shared/credit-code.js';
import { alias, isOneOf, sql } from '../shared/sql.js';
import { Partner } from './partner.entity.js';

declareShape(Partner, {
  table: 'partner',
  visibility: PUBLIC_FACT,
  orders: { NAME: by('name_zh'), NEWEST: NEWEST_FIRST },
  filters: {
    kinds: (row, kinds: string[]) => isOneOf(row('kind'), kinds),
    search: (row, text: string) => {
      const code = normaliseCreditCode(text);
      return creditCodeProblem(code) === null ? sql`${row('credit_code')} = ${code}` : nameContains(row, text);
    },
    home: (row, place: string) =>
      sql`exists (select from place home where home.id = ${row('home_id')} and ${isWithin(alias('home'), placeNamed(place))})`,
    parent: (row, partner: string) => sql`${row('parent_id')} = ${partnerReference(partner)}`,
    synthetic: (row, synthetic: boolean) => sql`${row('synthetic')} = ${synthetic}`,
  },
});

extendShape(Partner, {
  connections: {
    children: { to: () => shapeOf(Partner), on: (partner, row) => sql`${row('parent_id')} = ${partner('id')}` },
  },
});
