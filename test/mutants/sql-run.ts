import { Laboratory } from './laboratory.js';
import { keyOf, type Mutant } from './mutant.js';
import { shuffled } from './sample.js';
import type { Sampling } from './sampling.js';
import { sqlMutantsOf } from './sql-mutants.js';
import type { Theme } from './themes.js';

/** Tries mutants of a theme's SQL in the seed's order, until so many were killed or survived. */
export async function runSql(name: string, theme: Theme, server: string, sampling: Sampling): Promise<void> {
  const all = mutantsOf(theme);
  const chosen = shuffled(all, keyOf, sampling.seed).filter((mutant) => isWanted(mutant, sampling));
  console.error(`${name}: ${all.length} mutants of SQL, ${chosen.length} of them to choose from`);
  const laboratory = await Laboratory.open(theme, server, sampling);
  try {
    let tried = 0;
    for (const mutant of chosen) {
      if (tried >= sampling.sample) break;
      const began = Date.now();
      const end = await laboratory.fateOf(mutant);
      if (end.fate === 'killed' || end.fate === 'survived') tried += 1;
      const { file, line, operator, was, replacement, place } = mutant;
      const known = { file, line, operator, was, replacement, place };
      sampling.tell({ key: keyOf(mutant), theme: name, mutant: known, ...end, seconds: (Date.now() - began) / 1000 });
    }
  } finally {
    await laboratory.close();
  }
}

function mutantsOf({ sql }: Theme): Mutant[] {
  return sql.flatMap(({ file, only, but }) => sqlMutantsOf(file).filter(({ place }) => (only?.test(place) ?? true) && !(but?.test(place) ?? false)));
}

function isWanted(mutant: Mutant, { only, known }: Sampling): boolean {
  return (only?.test(`${mutant.file}:${mutant.line} ${keyOf(mutant)}`) ?? true) && !known.has(keyOf(mutant));
}
