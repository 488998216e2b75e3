import type { ContributionRow } from '../tables.js';
import type { Book } from './book.js';
import { day, isoDay, officeHour } from './day.js';

/** Under which programmes partners owe reports, and since the first or the last of its years. What departments do is reported by their counties. */
const OWED_FROM: Readonly<Record<string, 'FIRST' | 'LAST'>> = { EAST_WEST: 'FIRST', FIXED_POINT: 'FIRST', TEN_THOUSAND_ENTERPRISES: 'LAST' };

/**
 * A reporting period for each year in which a programme has rows. All are closed but the last of each programme, where what waits is dated;
 * and one side asks for a correction in a closed one, which the programme office has to agree to.
 */
export function writeClosing({ ledger }: Book, yunnan: number): void {
  for (const programme of [...new Set(ledger.contributions.map((row) => row.programme))].sort()) {
    const years = ledger.contributions.filter((row) => row.programme === programme).map(({ occurredOn }) => Number(occurredOn.slice(0, 4)));
    const last = years.reduce((latest, year) => Math.max(latest, year));
    for (let year = years.reduce((first, other) => Math.min(first, other)); year <= last; year += 1) {
      ledger.reportingPeriods.push({
        id: ledger.reportingPeriods.length + 1,
        programme,
        code: String(year),
        nameZh: `${year} 年（示例）`,
        nameEn: `${year} (example)`,
        startsOn: isoDay(day(year, 1, 1)),
        endsOn: isoDay(day(year, 12, 31)),
        dueOn: isoDay(day(year + 1, 1, 31)),
        reportsOwed: OWED_FROM[programme] === 'FIRST' || (OWED_FROM[programme] === 'LAST' && year === last),
        closedAt: year < last ? officeHour(day(year + 1, 3, 31)) : null,
        synthetic: true,
        recordedAt: officeHour(day(year, 1, 4)),
      });
    }
  }
  const asked = ledger.contributions.find((row) => isInPoolOf(yunnan, row, ledger.funds) && row.occurredOn < '2019-01-01');
  if (asked === undefined) throw new Error('Expected a gift to a pool of the province in a closed period, got none');
  ledger.correctionRequests.push({
    id: 1,
    contributionId: asked.id,
    reason: '示例：捐赠票据金额录入有误，申请更正',
    askedFor: asked.recordedFor,
    role: 'PARTNER',
    partnerId: Number(asked.recordedFor.split(':')[1]),
    synthetic: true,
    recordedAt: officeHour(day(2021, 4, 12)),
  });
}

function isInPoolOf(placeId: number, { live, state, fundId, parentId, recordedFor }: ContributionRow, funds: Book['ledger']['funds']): boolean {
  const isAccepted = live && state === 'ACCEPTED' && parentId === null && recordedFor.startsWith('partner:');
  return isAccepted && funds.some((fund) => fund.id === fundId && fund.placeId === placeId);
}
