import { bearer, type Contestant, spread } from './contestant.js';

/** As little as there can be between a client and the database: one statement written by hand for each operation. */
export const FLOOR: Contestant = {
  name: 'floor',
  title: 'the floor',
  ...spread('dist/bench/contestants/floor/main.js'),
  request: (ask) => (ask.registered === 'again' ? null : { method: 'POST', path: `/${ask.operation}`, headers: bearer(ask), body: ask.variables }),
  data: (_ask, answer) => (answer as { data: unknown }).data,
};
