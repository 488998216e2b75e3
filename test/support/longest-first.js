import Sequencer from '@jest/test-sequencer';

/** The suites that take a minute and more, which would leave the other workers idle at the end where they came last. */
const LONGEST = [
  'contribution/histories',
  'access/non-interference',
  'server/start',
  'access/isolation',
  'impact/rollups',
  'as-of/random',
  'history/history',
  'access/policies',
  'partner/merging.property',
  'closing/random',
  'impact/random-ledger',
];

/** These first, the others in the order that Jest gives them. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? LONGEST.length : found;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}
