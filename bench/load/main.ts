import { sizeNamed } from '../sizes.js';
import { openLedgerOf } from './ledger.js';

/** Loads ledgers without measuring anything: node dist/bench/load/main.js 100k 1m */
for (const name of process.argv.slice(2)) {
  const server = await openLedgerOf(sizeNamed(name));
  await server.stop();
}
// All that counts is written; whatever socket lingers does not keep the process.
process.exit();
