import { getOperationAST, parse } from 'graphql';
import { contextOf } from '../../src/context.js';
import { openDatabase } from '../../src/database.js';
import { createExecutor } from '../../src/execution/compiled.js';
import { costOf } from '../../src/limits/cost.calculation.js';
import { buildApiSchema } from '../../src/schema.js';
import { OPERATIONS } from '../workloads/operations.js';
import type { Workload } from '../workloads/workload.js';
import type { World } from '../workloads/world.js';
import { rowsTouched } from './touched-rows.js';

/** What the requests of a workload are said to cost, and how many rows their statements touched, together. */
export interface CostFigure {
  readonly workload: string;
  readonly estimated: number;
  readonly touched: number;
}

/** How many requests of a workload are looked at. */
const LOOKED_AT = 40;

/** The workloads that read by documents which the benchmark sends itself. */
export async function costsOf(workloads: readonly Workload[], world: World, databaseUrl: string): Promise<CostFigure[]> {
  const database = await openDatabase({ kind: 'postgresql', url: databaseUrl, connections: 1 });
  const schema = buildApiSchema();
  const execute = createExecutor(schema);
  const figures: CostFigure[] = [];
  for (const { name, asks } of workloads) {
    const source = asks(world);
    if (source.kind !== 'reads') continue;
    let [estimated, touched] = [0, 0];
    for (const { operation: file, variables } of source.asks.slice(0, LOOKED_AT)) {
      const text = OPERATIONS.get(file);
      if (text === undefined) continue;
      const document = parse(text);
      const operation = getOperationAST(document);
      if (!operation) throw new Error(`Expected one operation in ${file}`);
      estimated += costOf(schema, { document, operation, variables });
      touched += await rowsTouched(databaseUrl, async () => execute({ document, variables, context: await contextOf(database, {}) }));
    }
    if (touched > 0) figures.push({ workload: name, estimated, touched });
  }
  await database.close();
  return figures;
}
