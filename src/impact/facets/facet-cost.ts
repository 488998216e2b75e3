/** How many rows a part of an impact is taken to read, for the limit on an operation's cost: as many as rollups have of a county. */
export const FACET_COST = 30;

/** The same of a count, which is kept by year. */
export const COUNT_COST = 8;

/** The same of the cells of a breakdown. */
export const BREAKDOWN_COST = 100;

/** What reading the whole country's figures costs beside those of one place. */
export const WHOLE_COST = 1000;

/** The same of people, whose counts are added up each time. */
export const WHOLE_PEOPLE_COST = 25_000;
