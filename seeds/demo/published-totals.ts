/**
 * What the generated rows add up to, to the fen: the totals of 《云南脱贫措施》. The rows are examples, the totals are not.
 *
 * `seeds/reference/published_figures.csv` holds the same figures with their periods and sources, and a test compares the two.
 */
export const PUBLISHED = {
  eastWest: {
    counties: { shanghai: 74, guangdong: 14 },
    projects: 4_127,
    fiscalFen: 1_330_800_000_000n,
    fiscalPeople: 372_200,
    donationFen: { shanghai: 61_000_000_000n, guangdong: 56_800_000_000n },
    enterprises: { shanghai: 465, guangdong: 40 },
    investmentFen: { shanghai: 2_094_000_000_000n, guangdong: 353_200_000_000n },
    investmentPeople: { shanghai: 66_000, guangdong: 141_000 },
  },
  fixedPoint: {
    units: 53,
    counties: 73,
    ownFen: 699_000_000_000n,
    socialFen: 1_830_000_000_000n,
  },
  tenThousand: {
    partners: 4_888,
    villages: 5_266,
    projects: 11_000,
    fen: 614_100_000_000n,
    people: 1_000_000,
  },
  departmentHookup: {
    departments: 25_509,
    villages: 8_502,
    staff: { HOOKUP_CADRE: 748_300, FIRST_SECRETARY: 44_700, RESIDENT_TEAM: 179_700 },
    people: 1_871_700,
  },
} as const;
