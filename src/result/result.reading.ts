import { PUBLIC_FACT } from '../access/visibility.js';
import { declareShape } from '../reading/shape.js';
import { type Alias, sql } from '../shared/sql.js';
import { PublishedFigure } from './published-figure.entity.js';

const plain = (column: string) => (row: Alias) => row(column);

// Beside what the API shows, the columns that say which figure of the ledger a published one is compared with.
declareShape(PublishedFigure, {
  table: 'published_figure',
  visibility: PUBLIC_FACT,
  columns: {
    programme: plain('programme'),
    flowClass: plain('flow_class'),
    partnerKind: plain('partner_kind'),
    placeLevel: plain('place_level'),
    staffRole: plain('staff_role'),
    peopleChannel: plain('people_channel'),
    homeCode: (row) => sql`(select code from place where place.id = ${row('partner_home_id')})`,
  },
});
