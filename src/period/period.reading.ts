import { publicFact } from '../access/visibility.js';
import { declareShape } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { sql } from '../shared/sql.js';
import { ReportingPeriod } from './period.entity.js';

// Everybody sees a period; who opened and closed it is for the programme office, auditors and administrators.
declareShape(ReportingPeriod, {
  table: 'reporting_period',
  visibility: publicFact(() => sql`false`),
  orders: { NEWEST: NEWEST_FIRST, STARTS: by('starts_on', 'date'), DUE: by('due_on', 'date') },
  columns: { isOver: (row) => sql`(${row('ends_on')} < (now() at time zone 'Asia/Shanghai')::date)` },
  needs: { viewerCanClose: ['isOver', 'closedAt'], viewerCanChangeDueDay: ['closedAt'] },
  filters: {
    programme: (row, programme: string) => sql`${row('programme')} = ${programme}`,
    code: (row, code: string) => sql`${row('code')} = ${code}`,
    on: (row, day: string) => sql`${row('during')} @> ${day}::date`,
    closed: (row, closed: boolean) => (closed ? sql`${row('closed_at')} is not null` : sql`${row('closed_at')} is null`),
  },
});
