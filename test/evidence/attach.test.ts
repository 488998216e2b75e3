import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { MOST_OF_A_SUBJECT } from '../../src/evidence/evidence.rules.js';
import { PublicVersion } from '../../src/registered/public-version.js';
import { sql } from '../../src/shared/sql.js';
import { brokenRules, dataOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { connectionTo } from '../support/connection.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { approvedProject, COUNTY, keyIn } from '../support/world.js';
import { newPdf } from './samples.js';
import { attached, contributionOf, evidenceOf, sha256Of, uploaded, useServer } from './uploading.js';

const given = useServer();

describe('evidence', () => {
  test('is bound to a contribution by the hash of its content, which the history keeps', async () => {
    const { platform, world } = given;
    const [subject, content] = [await contributionOf(given), newPdf()];
    const file = await uploaded(given, world.shanghai, content);
    const id = await platform.done(world.shanghai, 'attachEvidence', { file, subject, caption: ' 收据照片 ' });
    expect(await evidenceOf(given, subject, world.shanghai)).toEqual([
      {
        id,
        caption: '收据照片',
        isPublic: false,
        boundAt: expect.anything(),
        detachedAt: null,
        synthetic: false,
        file: expect.objectContaining({ id: file, sha256: sha256Of(content), state: 'INTACT', url: `/evidence/${file}` }),
      },
    ]);
    const [entry] = await platform.rows(sql`
      select action, subject_type as type, change ->> 'sha256' as sha256 from history_entry where subject_type = 'Evidence' and subject_id = ${keyIn(id)}::bigint`);
    expect(entry).toEqual({ action: 'attachEvidence', type: 'Evidence', sha256: sha256Of(content) });
  });

  test('is bound to a project by whoever leads it, and by the places around it', async () => {
    const { world } = given;
    const ids: string[] = [];
    for (const who of ['shanghai', 'county', 'prefecture', 'province'] as const) {
      ids.push((await attached(given, world[who], world.project, newPdf())).id);
    }
    expect((await evidenceOf(given, world.project, world.auditor)).map(({ id }) => id)).toEqual(ids.reverse());
  });

  test('is bound by the receiving place, too, and one file to several rows', async () => {
    const { platform, world } = given;
    const subjects = [await contributionOf(given), await contributionOf(given)];
    const file = await uploaded(given, world.county, newPdf());
    for (const subject of subjects) {
      await platform.done(world.county, 'attachEvidence', { file, subject });
      expect((await evidenceOf(given, subject, world.shanghai)).map((row) => row.file.id)).toEqual([file]);
    }
  });

  test('is bound once by the same key', async () => {
    const { platform, world } = given;
    const [subject, key] = [await contributionOf(given), randomUUID()];
    const input = { file: await uploaded(given, world.shanghai, newPdf()), subject };
    const [first, again] = [
      dataOf(await platform.write(world.shanghai, 'attachEvidence', input, key)),
      dataOf(await platform.write(world.shanghai, 'attachEvidence', input, key)),
    ];
    expect(again).toEqual(first);
    expect(await evidenceOf(given, subject, world.shanghai)).toHaveLength(1);
  });

  test('is bound once of many at a time', async () => {
    const { platform, world } = given;
    const input = { file: await uploaded(given, world.shanghai, newPdf()), subject: await contributionOf(given) };
    const answers = await Promise.all(Array.from({ length: 12 }, () => platform.write(world.shanghai, 'attachEvidence', input)));
    expect(answers.map(brokenRules).sort()).toEqual([...Array(11).fill(['EVIDENCE_ALREADY_ATTACHED']), ['NONE']]);
  });

  test('is an example where its row is one, or who binds it', async () => {
    const { platform, world } = given;
    const subject = await contributionOf(given);
    await platform.rows(sql`alter table contribution disable trigger user`);
    await platform.rows(sql`update contribution set synthetic = true where id = ${keyIn(subject)}::bigint`);
    await platform.rows(sql`alter table contribution enable trigger user`);
    await attached(given, world.shanghai, subject, newPdf());
    expect((await evidenceOf(given, subject, world.shanghai)).map(({ synthetic }) => synthetic)).toEqual([true]);
  });
});

describe('is refused:', () => {
  test('a file of another organisation, and one that is not there', async () => {
    const { platform, world } = given;
    const [subject, file] = [await contributionOf(given), await uploaded(given, world.guangdong, newPdf())];
    for (const wrong of [file, world.project, 'RXZpZGVuY2VGaWxlOjk5OTk5OQ', 'x']) {
      await expectRefusal(platform, world.shanghai, 'attachEvidence', { file: wrong, subject }, 'NOT_FOUND');
    }
  });

  test('a row that the viewer does not see, or that takes no evidence, as if there were none', async () => {
    const { platform, world } = given;
    const [draft, file] = [await contributionOf(given, { draft: true }), await uploaded(given, world.county, newPdf())];
    for (const subject of [draft, world.fund, world.pairing, world.shanghaiId, 'x']) {
      await expectRefusal(platform, world.county, 'attachEvidence', { file, subject }, 'NOT_FOUND');
    }
  });

  test('a row that is somebody else’s to prove', async () => {
    const { platform, world } = given;
    const accepted = await confirmAndAccept(platform, world.office, await contributionOf(given));
    for (const who of ['guangdong', 'otherCounty', 'enterprise'] as const) {
      const file = await uploaded(given, world[who], newPdf());
      for (const subject of [accepted, world.project]) await expectRefusal(platform, world[who], 'attachEvidence', { file, subject }, 'FORBIDDEN');
    }
  });

  test('the same file twice, a row that was withdrawn, a caption that is too long', async () => {
    const { platform, world } = given;
    const subject = await contributionOf(given);
    const { file } = await attached(given, world.shanghai, subject, newPdf());
    await platform.done(world.shanghai, 'withdrawContribution', { contribution: subject });
    await expectRefusal(
      platform,
      world.shanghai,
      'attachEvidence',
      { file, subject, caption: '长'.repeat(501) },
      'EVIDENCE_ALREADY_ATTACHED',
      'EVIDENCE_SUBJECT_WITHDRAWN',
      'TEXT_TOO_LONG',
    );
  });

  test('more than fifty files for one row', async () => {
    const { platform, world } = given;
    const subject = await contributionOf(given);
    await platform.rows(sql`
      with uploaded as (
        insert into evidence_file (sha256, bytes, media_type, file_name, uploaded_for)
        select sha256(('many ' || n)::bytea), 1, 'text/plain', 'x.txt', ${`partner:${keyIn(world.shanghaiId)}`} from generate_series(1, ${MOST_OF_A_SUBJECT}::integer) n
        returning id, uploaded_for)
      insert into evidence (file_id, contribution_id, bound_for) select id, ${keyIn(subject)}::bigint, uploaded_for from uploaded`);
    const file = await uploaded(given, world.shanghai, newPdf());
    await expectRefusal(platform, world.shanghai, 'attachEvidence', { file, subject }, 'EVIDENCE_TOO_MUCH');
    await platform.rows(sql`alter table evidence disable trigger user`);
    await platform.rows(sql`delete from evidence where contribution_id = ${keyIn(subject)}::bigint`);
    await platform.rows(sql`alter table evidence enable trigger user`);
    await platform.rows(sql`alter table evidence_file disable trigger user`);
    await platform.rows(sql`delete from evidence_file where file_name = 'x.txt'`);
    await platform.rows(sql`alter table evidence_file enable trigger user`);
  });
});

describe('evidence is detached', () => {
  test('by whoever bound it, with a reason, and stays in the books as detached', async () => {
    const { platform, world } = given;
    const subject = await contributionOf(given);
    const { id, file } = await attached(given, world.shanghai, subject, newPdf());
    await expectRefusal(platform, world.county, 'detachEvidence', { evidence: id, reason: '贴错' }, 'FORBIDDEN');
    await expectRefusal(platform, world.guangdong, 'detachEvidence', { evidence: id, reason: '贴错' }, 'NOT_FOUND');
    await expectRefusal(platform, world.shanghai, 'detachEvidence', { evidence: id, reason: ' ' }, 'TEXT_EMPTY');
    await platform.done(world.shanghai, 'detachEvidence', { evidence: id, reason: '贴错' });
    for (const as of [world.shanghai, world.county, world.auditor]) expect(await evidenceOf(given, subject, as)).toEqual([]);
    const node = 'query ($id: ID!) { node(id: $id) { ... on Evidence { detachedAt } } }';
    const seenBy = async (as: typeof world.office) => (await platform.read(node, { as, variables: { id } })).node;
    for (const as of [world.shanghai, world.auditor, world.office]) expect(await seenBy(as)).toEqual({ detachedAt: expect.anything() });
    for (const as of [world.county, world.guangdong]) expect(await seenBy(as)).toBeNull();
    await expectRefusal(platform, world.shanghai, 'detachEvidence', { evidence: id, reason: '贴错' }, 'EVIDENCE_DETACHED');
    // It may be bound again.
    await platform.done(world.shanghai, 'attachEvidence', { file, subject });
    expect(await evidenceOf(given, subject, world.county)).toHaveLength(1);
  });

  test('from nothing that was accepted upon it', async () => {
    const { platform, world } = given;
    const contribution = await contributionOf(given);
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
    const [ofContribution, ofProject] = [
      await attached(given, world.shanghai, contribution, newPdf()),
      await attached(given, world.shanghai, project, newPdf()),
    ];
    await confirmAndAccept(platform, world.office, contribution);
    for (const status of ['UNDER_WAY', 'COMPLETED'])
      await platform.rows(sql`update project set status = ${status} where id = ${keyIn(project)}::bigint`);
    for (const { id } of [ofContribution, ofProject]) {
      await expectRefusal(platform, world.shanghai, 'detachEvidence', { evidence: id, reason: '贴错' }, 'EVIDENCE_SUBJECT_ACCEPTED');
    }
  });

  test.each([
    ['contribution', () => contributionOf(given)],
    ['project', () => approvedProject(given.platform, given.world.shanghai, given.world.office, { places: [{ place: COUNTY }] })],
  ] as const)('after an acceptance of its %s that is under way has ended, and then no more', async (table, makes) => {
    const { platform, world } = given;
    const subject = await makes();
    const { id } = await attached(given, world.shanghai, subject, newPdf());
    if (table === 'contribution') await confirm(platform, subject);
    else await platform.rows(sql`update project set status = 'UNDER_WAY' where id = ${keyIn(subject)}::bigint`);
    const accepting = await connectionTo(platform);
    await accepting.query('begin');
    await accepting.query(`update ${table} set ${table === 'project' ? "status = 'COMPLETED'" : "state = 'ACCEPTED'"} where id = ${keyIn(subject)}`);
    const detaching = platform.write(world.shanghai, 'detachEvidence', { evidence: id, reason: '贴错' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await accepting.query('commit');
    await accepting.end();
    expect(brokenRules(await detaching)).toEqual(['EVIDENCE_SUBJECT_ACCEPTED']);
  });
});

test('evidence is shown to the public and hidden again by whoever bound it, also when its row is accepted', async () => {
  const { platform, world } = given;
  const contribution = await contributionOf(given);
  const version = async () => (await new PublicVersion(platform.database.pool).now()).EVIDENCE;
  const before = await version();
  const { id } = await attached(given, world.shanghai, contribution, newPdf());
  await confirmAndAccept(platform, world.office, contribution);
  expect(await version()).toBe(before);
  const publish = (isPublic: boolean) => platform.done(world.shanghai, 'publishEvidence', { evidence: id, isPublic });
  await expectRefusal(platform, world.county, 'publishEvidence', { evidence: id, isPublic: true }, 'FORBIDDEN');
  for (const isPublic of [true, false, true]) {
    await publish(isPublic);
    expect(await evidenceOf(given, contribution)).toHaveLength(isPublic ? 1 : 0);
  }
  // What is kept of answers to the public is kept no longer.
  expect(BigInt(await version())).toBe(BigInt(before) + 3n);
});

test('all that was written holds together', async () => {
  expect(await brokenChecks(given.platform.owner, ['history_has_rows', 'rows_have_history', 'evidence_is_what_was_bound'])).toEqual({});
});
