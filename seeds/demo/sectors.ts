import type { Random } from './random.js';

/**
 * In thousandths, as the money of a real county's project library lies (南华县 2021): infrastructure 61 %, industry 27 %,
 * ecology 6 %, jobs 3 %.
 */
const LIBRARY = [
  ['21020', 320],
  ['14031', 110],
  ['31140', 90],
  ['16030', 90],
  ['31120', 140],
  ['32161', 45],
  ['31163', 35],
  ['31191', 25],
  ['32130', 15],
  ['33210', 10],
  ['31220', 50],
  ['16020', 15],
  ['11330', 15],
  ['11120', 20],
  ['12220', 15],
  ['43040', 5],
] as const;

const INDUSTRY: ReadonlySet<string> = new Set(['31120', '31163', '31191', '32130', '32161', '33210']);

export function pickSector(random: Random): string {
  return random.pickWeighted(LIBRARY);
}

/** Where firms invest: where something is made or sold. */
export function isIndustry(sectorCode: string): boolean {
  return INDUSTRY.has(sectorCode);
}
