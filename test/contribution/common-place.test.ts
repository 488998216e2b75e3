import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, gift, keyIn } from '../support/world.js';

// The smallest place that holds several: where a set counts, and who confirms what several places got. The program reckons it before it writes,
// and the database once more.

const given = useWorld();

/** Villages by their names, for nobody published a code of them. */
const villages = new Map<string, string>();
let everywhere: string;

beforeAll(async () => {
  const { platform, world } = given;
  const found = await platform.rows<{ name: string; id: string }>(sql`select name_zh as name, id::text as id from place where level = 'VILLAGE'`);
  for (const { name, id } of found) villages.set(name, encodeId('Place', id));
  everywhere = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '53' }] });
});

const referenceOf = (place: string) => villages.get(place) ?? place;

const log = (input: object) =>
  given.platform.done(given.world.shanghai, 'logContribution', gift({ project: everywhere, flowClass: 'FISCAL', ...input }));

async function namesAt(id: string) {
  const [found] = await given.platform.rows<{ counts: string[]; confirms: string | null }>(sql`
    select (select array_agg(distinct coalesce(code, name_zh)) from contribution_part part join place on place.id = place_id where contribution_id = ${keyIn(id)}) as counts,
      (select coalesce(code, name_zh) from confirming_side(${keyIn(id)}) side join place on place.id = side.place_id) as confirms`);
  return found;
}

describe.each([
  ['凹黑村', ['凹黑村']],
  ['530326201', ['凹黑村', '大菜园村']],
  ['530326201', ['凹黑村', '530326201']],
  ['533323', ['托坪村', '马吉米村']],
  ['533323', ['533323', '马吉米村']],
  ['5333', ['托坪村', '鲁祖村']],
  ['5333', ['5333', '533323']],
  ['53', ['托坪村', '凹黑村']],
  ['53', ['53', '托坪村']],
])('the smallest place that holds', (place, members) => {
  test(`${members.join(' and ')} is ${place}: there a set of them counts, and it confirms`, async () => {
    const id = await log({ places: members.map((member) => ({ place: referenceOf(member) })), reportedForSet: true });
    expect(await namesAt(id)).toEqual({ counts: [place], confirms: place });
  });

  test(`${members.join(' and ')} is ${place}: it confirms what each got a share of`, async () => {
    const id = await log({ places: members.map((member) => ({ place: referenceOf(member), share: `1/${members.length}` })) });
    expect(await namesAt(id)).toEqual({ counts: [...members].sort(), confirms: place });
  });

  test(`${members.join(' and ')} is ${place}: there a project of a set of them lies`, async () => {
    const { platform, world } = given;
    const places = members.map((member) => ({ place: referenceOf(member) }));
    const id = await approvedProject(platform, world.shanghai, world.office, { places, reportedForSet: true });
    const [found] = await platform.rows(
      sql`select coalesce(place.code, place.name_zh) as at from project join place on place.id = place_id where project.id = ${keyIn(id)}`,
    );
    expect(found).toEqual({ at: place });
  });
});
