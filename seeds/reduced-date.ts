type Precision = 'DAY' | 'MONTH' | 'YEAR' | 'UNKNOWN';

interface DatedPeriod {
  startedOn: string | null;
  endedOn: string | null;
  datePrecision: Precision;
}

// From the finest, so that the coarser of two is the later.
const PRECISIONS: readonly Precision[] = ['DAY', 'MONTH', 'YEAR', 'UNKNOWN'];

/**
 * A period from ISO 8601 dates of reduced precision: "2017" starts on the first and ends on the last day of its year.
 *
 * The precision is that of the coarser end. A start that nobody gave is unknown; an end that nobody gave is open, and says
 * nothing about it.
 */
export function periodOf(started: string | null, ended: string | null): DatedPeriod {
  return {
    startedOn: started === null ? null : firstDay(started),
    endedOn: ended === null ? null : lastDay(ended),
    datePrecision: coarser(precisionOf(started), ended === null ? 'DAY' : precisionOf(ended)),
  };
}

function precisionOf(date: string | null): Precision {
  if (date === null) return 'UNKNOWN';
  if (/^\d{4}$/.test(date)) return 'YEAR';
  if (/^\d{4}-\d{2}$/.test(date)) return 'MONTH';
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return 'DAY';
  throw new Error(`Expected a date such as 2017, 2017-08 or 2017-08-31, got "${date}"`);
}

function coarser(left: Precision, right: Precision): Precision {
  return PRECISIONS.indexOf(left) > PRECISIONS.indexOf(right) ? left : right;
}

function firstDay(date: string): string {
  return `${date}-01-01`.slice(0, 10);
}

function lastDay(date: string): string {
  if (date.length === 10) return date;
  const [year = 0, month = 12] = date.split('-').map(Number);
  // Day 0 of the next month is the last of this one.
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
