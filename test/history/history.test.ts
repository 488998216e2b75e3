import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { withoutPredicates, withoutSecurity } from '../access/taken-away.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { uploadedFile } from '../support/evidence.js';
import { confirmAndAccept } from '../support/life.js';
import { allRows } from '../support/pages.js';
import { newPerson } from '../support/people.js';
import { type Account, openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift, type World } from '../support/world.js';
import { newKey, sealEverything } from './sealed.js';

const LIST = `query ($of: ID!, $filter: HistoryFilter, $orderBy: HistoryOrder) {
  history(of: $of, filter: $filter, orderBy: $orderBy, first: 100) { totalCount nodes { id action reason role account { name } partner { nameZh } place { nameZh } } } }`;

const VIEWERS = [
  'shanghai',
  'guangdong',
  'enterprise',
  'village',
  'county',
  'otherCounty',
  'prefecture',
  'office',
  'auditor',
  'administrator',
] as const;
const NAMES = [
  'accepted',
  'returned',
  'draft',
  'project',
  'pairing',
  'fund',
  'partner',
  'member',
  'evidence of what is accepted',
  'evidence of a draft',
  'evidence of the project',
  'evidence of the confirmation',
  'the offer',
] as const;
type Who = (typeof VIEWERS)[number] | 'public';

describe.each([
  ['a server', openPlatform],
  ['the embedded database', openEmbeddedPlatform],
])('on %s', (_where, opening) => {
  const given = useWorld(() => opening(), 60);
  /** Shanghai's: one that everybody sees, one that is handed in, and one that nobody else sees. */
  let rows: Record<(typeof NAMES)[number], string>;

  beforeAll(async () => {
    const { platform, world } = given;
    const log = (input: object = {}) => platform.done(world.shanghai, 'logContribution', gift({ project: world.project, ...input }));
    const [accepted, returned, draft] = [await log(), await log(), await log({ draft: true })];
    await confirmAndAccept(platform, world.county, accepted);
    await platform.done(world.office, 'returnContribution', { contribution: returned, reason: '缺票据' });
    await newPerson(platform, world.administrator, { role: 'AUDITOR' });
    const [member] = await platform.rows<{ id: string }>(sql`select max(id)::text as id from membership`);
    const attached = async (as: Account, subject: string, nth: number) =>
      platform.done(as, 'attachEvidence', { file: await uploadedFile(platform, as, nth), subject });
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { confirmation { id } } } }', {
      as: world.county,
      variables: { id: accepted },
    });
    const offer = { project: world.project, perYuan: '1', cap: '1', startsOn: '2020-01-01' };
    rows = {
      'evidence of what is accepted': await attached(world.shanghai, accepted, 1),
      'evidence of a draft': await attached(world.shanghai, draft, 2),
      'evidence of the project': await attached(world.county, world.project, 3),
      'evidence of the confirmation': await attached(world.county, node.confirmation.id, 4),
      'the offer': await platform.done(world.shanghai, 'offerMatching', offer),
      accepted,
      returned,
      draft,
      project: world.project,
      pairing: world.pairing,
      fund: world.fund,
      partner: world.enterpriseId,
      member: encodeId('Membership', member?.id ?? ''),
    };
  }, 60_000);

  const accountOf = (who: Who): Account | undefined => (who === 'public' ? undefined : (given.world[who as keyof World] as Account));
  const asked = async (who: Who, of: string, variables: object = {}, mark = '') =>
    (await given.platform.read(`# ${mark}\n${LIST}`, { as: accountOf(who), variables: { of, ...variables } })).history;
  const actions = async (who: Who, of: string, variables: object = {}): Promise<string[]> =>
    (await asked(who, of, variables)).nodes.map(({ action }: { action: string }) => action);

  /** Who sees the history of each row: whom it belongs to or concerns, and those who look after the whole. */
  const SEEN: Readonly<Record<(typeof NAMES)[number], readonly Who[]>> = {
    accepted: ['shanghai', 'county', 'prefecture', 'office', 'auditor', 'administrator'],
    returned: ['shanghai', 'county', 'prefecture', 'office', 'auditor', 'administrator'],
    draft: ['shanghai'],
    project: ['shanghai', 'county', 'prefecture', 'office', 'auditor', 'administrator'],
    pairing: ['shanghai', 'office', 'auditor', 'administrator'],
    fund: ['shanghai', 'office', 'auditor', 'administrator'],
    partner: ['enterprise', 'office', 'auditor', 'administrator'],
    member: ['administrator'],
    'evidence of what is accepted': ['shanghai', 'county', 'prefecture', 'office', 'auditor', 'administrator'],
    'evidence of a draft': ['shanghai'],
    'evidence of the project': ['shanghai', 'county', 'prefecture', 'office', 'auditor', 'administrator'],
    'evidence of the confirmation': ['shanghai', 'county', 'prefecture', 'office', 'auditor', 'administrator'],
    'the offer': ['shanghai', 'office', 'auditor', 'administrator'],
  };

  describe.each(NAMES)('the history of %s', (name) => {
    const seers = SEEN[name];

    test('is seen by whom the row concerns, and by nobody else', async () => {
      for (const who of ['public', ...VIEWERS] as const) {
        const { totalCount, nodes } = await asked(who, rows[name]);
        expect([who, totalCount > 0, nodes.length > 0]).toEqual([who, seers.includes(who), seers.includes(who)]);
      }
    });

    test('is seen by the same with the policies alone and with the predicates alone', async () => {
      const all = async (mark: string) => {
        const said: unknown[] = [];
        for (const who of ['public', ...VIEWERS] as const) said.push(await asked(who, rows[name], {}, mark));
        return said;
      };
      const both = (await all('both')) as { nodes: { account: unknown }[] }[];
      expect(await withoutSecurity(given.platform, () => all('predicates'))).toEqual(both);
      expect(await withoutPredicates(() => all('policies'))).toEqual(both);
    });
  });

  test('an entry is read by its id by whoever sees it, and by nobody else', async () => {
    const { platform, world } = given;
    const [entry] = (await asked('shanghai', rows.draft)).nodes;
    const query = `{ node(id: "${entry.id}") { id ... on HistoryEntry { action changes { field } } } }`;
    expect((await platform.read(query, { as: world.shanghai })).node).toMatchObject({ id: entry.id, action: 'logContribution' });
    for (const as of [undefined, world.guangdong, world.office]) expect((await platform.read(query, { as })).node).toBeNull();
  });

  test('it tells who, as far as the viewer sees accounts, and for whom', async () => {
    const [latest] = (await asked('administrator', rows.accepted)).nodes;
    expect(latest).toMatchObject({
      action: 'acceptContribution',
      role: 'PLACE',
      account: { name: 'PLACE' },
      place: { nameZh: '福贡县' },
      partner: null,
    });
    const [seenByPartner, , first] = (await asked('shanghai', rows.accepted)).nodes;
    expect(seenByPartner).toMatchObject({ account: null, place: { nameZh: '福贡县' } });
    expect(first).toMatchObject({ role: 'PARTNER', account: { name: 'PARTNER' }, partner: { nameZh: '上海市' } });
  });

  test('it goes from the newest to the oldest, or the other way, page by page', async () => {
    const { platform, world } = given;
    const { nodes } = await asked('shanghai', rows.returned);
    expect(nodes.map(({ action }: { action: string }) => action)).toEqual(['returnContribution', 'logContribution']);
    expect((await asked('shanghai', rows.returned, { orderBy: 'OLDEST' })).nodes).toEqual([...nodes].reverse());
    const paged = await allRows(platform, { field: `history(of: "${rows.returned}")`, row: 'id', first: 1, as: world.shanghai });
    expect(paged.map(({ id }) => id)).toEqual(nodes.map(({ id }: { id: string }) => id));
  });

  test('it is filtered by what was done, by whom, for whom, when, by which request and which field', async () => {
    const { platform, world } = given;
    const of = rows.returned;
    const { nodes } = (
      await platform.read(`{ history(of: "${of}") { nodes { action recordedAt requestId account { id } } } }`, { as: world.administrator })
    ).history;
    const [returned, logged] = nodes;
    const by = (filter: object, who: Who = 'administrator') => actions(who, of, { filter });
    expect(await by({ actions: ['logContribution', 'acceptContribution'] })).toEqual(['logContribution']);
    expect(await by({ by: logged.account.id })).toEqual(['logContribution']);
    expect(await by({ actingFor: world.shanghaiId })).toEqual(['logContribution']);
    expect(await by({ actingFor: 'PROGRAMME_OFFICE' })).toEqual(['returnContribution']);
    expect(await by({ from: returned.recordedAt.toISOString() })).toEqual(['returnContribution']);
    expect(await by({ to: new Date(returned.recordedAt.getTime()).toISOString() })).toEqual(['logContribution']);
    expect(await by({ requestId: logged.requestId })).toEqual(['logContribution']);
    expect(await by({ field: 'returnReason' })).toEqual(['returnContribution']);
    expect(await by({ field: 'amount', actions: ['returnContribution'] })).toEqual([]);
    // Whose account it was is not told by a filter to whom it is not told by the field.
    expect(await by({ by: returned.account.id }, 'shanghai')).toEqual([]);
    expect(await withoutSecurity(platform, () => by({ by: returned.account.id }, 'shanghai'))).toEqual([]);
    expect(await by({ by: logged.account.id }, 'shanghai')).toEqual(['logContribution']);
  });

  test('an entry has its place in the chain once it is sealed', async () => {
    const { platform, world } = given;
    const contribution = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    const query = `{ history(of: "${contribution}") { nodes { position hash } } }`;
    expect((await platform.read(query, { as: world.shanghai })).history.nodes).toEqual([{ position: null, hash: null }]);
    await sealEverything(platform, newKey());
    const [seal] = await platform.rows(
      sql`select position::int as position, encode(hash, 'hex') as hash from history_seal order by history_seal.position desc limit 1`,
    );
    expect((await platform.read(query, { as: world.shanghai })).history.nodes).toEqual([seal]);
  });

  test.each(['x', encodeId('Place', '1'), encodeId('Contribution', 'x'), encodeId('HistoryEntry', '1')])(
    'of what has no history it says so: %s',
    async (of) => {
      const answer = await given.platform.ask(LIST, { as: given.world.office, variables: { of } });
      expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'NO_HISTORY']);
    },
  );

  test('of a row that is not there it is empty', async () => {
    expect(await asked('administrator', encodeId('Contribution', '999999999'))).toEqual({ totalCount: 0, nodes: [] });
  });
});
