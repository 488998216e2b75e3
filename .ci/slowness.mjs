// How many times slower this machine is at this moment than a quiet machine with two cores, on which starts are promised: the work of a
// load in little, a sort, an index and a sum in the embedded database. Prints a percentage, of 100 at least and 200 at most.
import { PGlite } from '@electric-sql/pglite';

const QUIET_MS = 400;

const database = await PGlite.create();
const took = [];
for (let round = 0; round < 9; round += 1) {
  const began = performance.now();
  await database.exec(`
    create temp table row as select n, md5(n::text) collate "C" as text, n % 97 as part from generate_series(1, 150000) as n;
    create index on row (part, text, n);
    create temp table total as select part, left(text, 2) as start, sum(n), count(*) from row group by 1, 2 order by 1, 2;
    drop table row, total;`);
  took.push(performance.now() - began);
}
await database.close();
const median = took.sort((a, b) => a - b)[4];
console.log(Math.round(Math.min(200, Math.max(100, (100 * median) / QUIET_MS))));
