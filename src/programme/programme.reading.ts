import { PART_OF_ITS_OWNER, PUBLIC_FACT } from '../access/visibility.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { sql } from '../shared/sql.js';
import { Programme, ProgrammeLevel } from './programme.entity.js';
import { Sector } from './sector.entity.js';

declareShape(Programme, { table: 'programme', visibility: PUBLIC_FACT });
declareShape(ProgrammeLevel, { table: 'programme_level', visibility: PART_OF_ITS_OWNER });
declareShape(Sector, { table: 'sector', visibility: PUBLIC_FACT });

extendShape(Programme, {
  lists: {
    levels: {
      to: () => shapeOf(ProgrammeLevel),
      on: (programme, row) => sql`${row('programme')} = ${programme('code')}`,
      order: (row) => sql`${row('partner_kind')}, ${row('place_level')}`,
    },
  },
});
