import type { Ask, Workload } from './workload.js';

export const HOME_ASK: Ask = { operation: 'home', variables: {}, registered: 'anew' };

/** Many visitors ask for the same page. */
export const HOME: Workload = {
  name: 'W7',
  title: "the portal's home page, registered",
  asks: () => ({ kind: 'reads', asks: [HOME_ASK] }),
};

/** The same by browsers that have it already and ask whether it still holds. */
export const HOME_AGAIN: Workload = {
  name: 'W7-again',
  title: 'the same with If-None-Match',
  asks: () => ({ kind: 'reads', asks: [{ ...HOME_ASK, registered: 'again' }] }),
};
