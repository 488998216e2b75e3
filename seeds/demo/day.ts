/** A day as the number of days since 1970-01-01: it compares and adds as a number, and no clock or time zone comes in. */
export type Day = number;

const MILLISECONDS = 86_400_000;

export function day(year: number, month: number, dayOfMonth: number): Day {
  return Date.UTC(year, month - 1, dayOfMonth) / MILLISECONDS;
}

export function isoDay(of: Day): string {
  return new Date(of * MILLISECONDS).toISOString().slice(0, 10);
}

/** Nine in the morning in Yunnan, when somebody comes to the office and records it. */
export function officeHour(of: Day): string {
  return `${isoDay(of)}T09:00:00+08:00`;
}

export function yearOf(of: Day): number {
  return new Date(of * MILLISECONDS).getUTCFullYear();
}
