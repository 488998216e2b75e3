import { WAITING } from './desk.js';
import { HOME, HOME_AGAIN } from './home.js';
import { MIXED } from './mixed.js';
import { COUNTY_MAP_PAST, PARTNER_IMPACT_PAST, PROJECTS_PAST } from './past.js';
import { COUNTY_MAP, DEEP_PAGE, NODE, PARTNER_IMPACT, PROJECTS, SEARCH } from './reads.js';
import type { Workload } from './workload.js';
import { LOG_ALONE, LOG_APART, LOG_TOGETHER } from './writes.js';

/** In the order in which they are measured: those that write come last, so that all read the same ledger. */
export const WORKLOADS: readonly Workload[] = [
  PROJECTS,
  PARTNER_IMPACT,
  COUNTY_MAP,
  NODE,
  DEEP_PAGE,
  HOME,
  HOME_AGAIN,
  SEARCH,
  WAITING,
  PROJECTS_PAST,
  PARTNER_IMPACT_PAST,
  COUNTY_MAP_PAST,
  LOG_ALONE,
  LOG_APART,
  LOG_TOGETHER,
  MIXED,
];
