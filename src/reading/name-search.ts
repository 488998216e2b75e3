import { badInput } from '../shared/errors/app-error.js';
import { sentenceOf } from '../shared/errors/catalogue.js';
import { type Alias, type Sql, sql } from '../shared/sql.js';
import { escapeLike, MAX_SEARCH_LENGTH, normaliseText, searchGrams, searchProblem } from '../shared/text.js';

/** Rows whose Chinese or English name contains the text, anywhere and in any case. The index on grams finds them. */
export function nameContains(row: Alias, text: string): Sql {
  const problem = searchProblem(text);
  if (problem !== null) throw badInput(['name'], problem, sentenceOf(problem, { max: MAX_SEARCH_LENGTH }));
  const folded = normaliseText(text).toLowerCase().replaceAll(/\s/g, '');
  // Behind a subselect the planner sees no grams: it takes the index for any, and need not plan for each anew.
  return sql`(${row('name_grams')} @> (select ${sql.val(searchGrams(text))}::text[])
    and folded_name(${row('name_zh')} || coalesce(' ' || ${row('name_en')}, '')) like ${`%${escapeLike(folded)}%`})`;
}
