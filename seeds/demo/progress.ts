import { type Day, day, isoDay } from './day.js';

const REPORTED_UNTIL = day(2020, 12, 31);
const LATE_START = day(2020, 7, 1);

/** How far the project had come at the end of 2020. */
export function progress({ startedOn, endedOn, delayDays }: { startedOn: Day; endedOn: Day; delayDays: number }) {
  const start = startedOn + Math.min(delayDays, 20);
  const end = endedOn + delayDays;
  if (end <= REPORTED_UNTIL) return { status: 'COMPLETED', actualStartOn: isoDay(start), actualEndOn: isoDay(end) } as const;
  if (startedOn < LATE_START) return { status: 'UNDER_WAY', actualStartOn: isoDay(start), actualEndOn: null } as const;
  return { status: 'APPROVED', actualStartOn: null, actualEndOn: null } as const;
}
