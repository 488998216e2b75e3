import type { Workload } from './workload.js';

/** The desk of the county for which most waits. */
export const WAITING: Workload = {
  name: 'W10',
  title: 'what waits for a county',
  only: ['floor', 'platform'],
  asks: ({ county }) => ({ kind: 'reads', asks: [{ operation: 'waitingList', variables: {}, token: county }] }),
};
