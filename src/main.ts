import { readConfig } from './config.js';
import { buildApiSchema } from './schema.js';
import { createServer } from './server.js';
import { foldRegularly } from './start/folding.js';
import { greeting } from './start/greeting.js';
import { assertCanListen, listen } from './start/listen.js';
import { openLedger } from './start/open-ledger.js';
import { reportFailure } from './start/report-failure.js';
import { stopOnSignals } from './start/stop.js';

/** The whole program: settings, ledger, server, and a word to whoever started it. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  await assertCanListen(config);
  const { database, accounts } = await openLedger(config);
  const app = await createServer({ database, schema: buildApiSchema(), config });
  foldRegularly(app, database);
  const address = await listen(app, config).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  stopOnSignals(app, database, config.shutdownSeconds);
  process.stdout.write(greeting(address, config.storage, accounts));
}

await main().catch(reportFailure);
