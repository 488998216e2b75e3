import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { withoutPredicates, withoutSecurity } from '../access/taken-away.js';
import { confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { gift, keyIn } from '../support/world.js';
import { newPdf } from './samples.js';
import { attached, contributionOf, download, evidenceOf, said, uploaded, useServer } from './uploading.js';

const given = useServer();

const VIEWERS = [
  'public',
  'shanghai',
  'guangdong',
  'enterprise',
  'county',
  'otherCounty',
  'village',
  'prefecture',
  'province',
  'office',
  'auditor',
  'administrator',
] as const;
type Who = (typeof VIEWERS)[number];

const AROUND: readonly Who[] = ['shanghai', 'county', 'prefecture', 'province', 'office', 'auditor', 'administrator'];

/** Whom each piece of evidence is for. */
const FOR = {
  ofDraft: ['shanghai'],
  publicOfDraft: ['shanghai'],
  handedIn: AROUND,
  publicHandedIn: AROUND,
  accepted: AROUND,
  publicAccepted: VIEWERS,
  byCountyAccepted: AROUND,
  intoPool: ['shanghai', 'office', 'auditor', 'administrator'],
  ofProject: AROUND,
  publicOfProject: VIEWERS,
  detached: ['shanghai', 'office', 'auditor', 'administrator'],
  boundToNothing: ['shanghai'],
} as const satisfies Record<string, readonly Who[]>;
type Piece = keyof typeof FOR;

/** The evidence and the row that it is for; what is bound to nothing has neither. */
const pieces = {} as Record<Piece, { readonly id?: string; readonly file: string; readonly subject?: string }>;

beforeAll(async () => {
  const { platform, world } = given;
  const accepted = async () => confirmAndAccept(platform, world.office, await contributionOf(given));
  const bound = async (subject: string, input: object = {}, as = world.shanghai) => ({
    ...(await attached(given, as, subject, newPdf(), input)),
    subject,
  });
  const isPublic = { isPublic: true };
  Object.assign(pieces, {
    ofDraft: await bound(await contributionOf(given, { draft: true })),
    publicOfDraft: await bound(await contributionOf(given, { draft: true }), isPublic),
    handedIn: await bound(await contributionOf(given)),
    publicHandedIn: await bound(await contributionOf(given), isPublic),
    accepted: await bound(await accepted()),
    publicAccepted: await bound(await accepted(), isPublic),
    byCountyAccepted: await bound(await accepted(), {}, world.county),
    intoPool: await bound(await platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund }))),
    ofProject: await bound(world.project),
    publicOfProject: await bound(world.project, isPublic),
    detached: await bound(await contributionOf(given), isPublic),
    boundToNothing: { file: await uploaded(given, world.shanghai, newPdf()) },
  } satisfies typeof pieces);
  await platform.done(world.shanghai, 'detachEvidence', { evidence: pieces.detached.id, reason: '贴错' });
}, 60_000);

const accountOf = (who: Who): Account | undefined => (who === 'public' ? undefined : given.world[who]);
const expected = (who: Who) => Object.entries(FOR).flatMap(([piece, whom]) => ((whom as readonly Who[]).includes(who) ? [piece] : []));

describe.each([
  ['policies and predicates', <Result>(work: () => Promise<Result>) => work()],
  ['policies alone', withoutPredicates],
  ['predicates alone', <Result>(work: () => Promise<Result>) => withoutSecurity(given.platform, work)],
] as const)('by %s', (mode, within) => {
  test.each(VIEWERS)('%s downloads what is for it, and the rest is answered as if it were not there', async (who) => {
    await within(async () => {
      const answers = await Promise.all(
        Object.entries(pieces).map(async ([piece, { file }]) => {
          const response = await download(given, accountOf(who), file);
          if (response.status === 200) return [piece];
          expect(await said(response)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
          return [];
        }),
      );
      expect(answers.flat().sort()).toEqual(expected(who).sort());
    });
  });

  test.each(VIEWERS)(
    '%s reads of evidence what is for it: by its id, its file, and its row',
    async (who) => {
      const { platform } = given;
      const as = accountOf(who);
      await within(async () => {
        const ids = Object.entries(pieces).flatMap(([piece, { id, file }]) => [[piece, file], ...(id === undefined ? [] : [[piece, id]])]);
        const text = `# ${mode}\n{ ${ids.map(([, id], index) => `n${index}: node(id: "${id}") { id }`).join(' ')} }`;
        const data = await platform.read(text, { as });
        const seen = ids.flatMap(([piece], index) => (data[`n${index}`] === null ? [] : [piece]));
        expect([...new Set(seen)].sort()).toEqual(expected(who).sort());
        for (const [piece, { id, subject }] of Object.entries(pieces)) {
          if (subject === undefined || piece === 'detached') continue;
          const isListed = (await evidenceOf(given, subject, as)).some((row) => row.id === id);
          expect([piece, isListed]).toEqual([piece, expected(who).includes(piece)]);
        }
      });
    },
    60_000,
  );
});

describe('a download', () => {
  test('is saved and never shown as a page, and not kept by anybody in between unless it is public', async () => {
    const { world } = given;
    const file = await uploaded(given, world.shanghai, newPdf(), '收据 (1)*.pdf');
    const own = await download(given, world.shanghai, file);
    expect(Object.fromEntries(own.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="____1__.pdf"; filename*=UTF-8''%E6%94%B6%E6%8D%AE%20%281%29%2A.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    });
    const open = await download(given, undefined, pieces.publicAccepted.file);
    expect(open.headers.get('cache-control')).toBe('public, no-cache');
    const etag = open.headers.get('etag') ?? '';
    expect((await download(given, undefined, pieces.publicAccepted.file, { 'if-none-match': etag })).status).toBe(304);
    expect((await download(given, undefined, pieces.accepted.file, { 'if-none-match': etag })).status).toBe(404);
  });

  test.each(['x', 'RXZpZGVuY2VGaWxlOjk5OTk5OQ', '..%2f..%2fetc%2fpasswd', 'UHJvamVjdDox'])('of %s is not there', async (id) => {
    expect(await said(await download(given, given.world.office, id))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test('is reading, which a service token without READ does not', async () => {
    const { platform, world } = given;
    const { viewer } = await platform.read('{ viewer { place { id } } }', { as: world.county });
    const manager = await platform.account('PLACE', { placeId: keyIn(viewer.place.id), manages: true });
    const machine = async (scopes: string[]) => ({
      token: (
        await platform.read(
          'mutation ($scopes: [TokenScope!]!, $key: String!) { createServiceToken(input: { name: "x", scopes: $scopes }, idempotencyKey: $key) { secret } }',
          { as: manager, variables: { scopes, key: randomUUID() } },
        )
      ).createServiceToken.secret as string,
    });
    const [uploader, reader] = [await machine(['uploadEvidence']), await machine(['READ'])];
    const file = await uploaded(given, uploader, newPdf());
    expect((await download(given, uploader, file)).status).toBe(403);
    expect((await download(given, reader, file)).status).toBe(200);
    await expect(uploaded(given, reader, newPdf())).rejects.toThrow('403');
  });
});
