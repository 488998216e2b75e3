import { askedBy } from '../access/asked-by.js';
import { organisationOf, type Viewer } from '../access/viewer.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { AppError, type BrokenRule, rulesBroken } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectTheOne } from '../writing/facts.js';
import { checkedText } from '../writing/text.rules.js';
import { type WritingContext, write } from '../writing/write.js';
import { EvidenceFile } from './evidence.entity.js';
import { fileAddress } from './evidence.resolver.js';
import { ENDINGS, endingOf, mediaTypeOf } from './media-type.js';
import type { SentFile } from './multipart.js';
import type { EvidenceStore } from './store.js';
import { noteState } from './verification.js';

/** What an upload answers. */
export interface UploadedFile {
  readonly id: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly url: string;
}

interface Keeping {
  readonly store: EvidenceStore;
  readonly dailyBytes: number;
}

/**
 * Keeps a file that has come in: first its content, then its row, so that no row is without content. Its hash is its key: the same content is
 * one file of the organisation, and sending it again gives the first answer.
 */
export async function keepFile(context: WritingContext & ReadingContext, sent: SentFile, { store, dailyBytes }: Keeping): Promise<UploadedFile> {
  const { viewer, pool } = context;
  const { sha256, bytes } = sent;
  const { fileName, mediaType } = await examined(sent);
  expectWithinQuota(await unboundBytes(askedBy(pool, viewer), viewer, sha256), bytes, dailyBytes);
  await store.put(sha256, sent.path);
  await noteState(pool, sha256, 'INTACT');
  const { id } = await write<{ unbound: number }>(context, {
    action: 'uploadEvidence',
    input: { sha256 },
    idempotencyKey: `sha256:${sha256}`,
    load: async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`evidence ${organisationOf(viewer)}`}, 0))`.execute(transaction);
      return { unbound: await unboundBytes(transaction, viewer, sha256) };
    },
    permits: () => true,
    check: ({ unbound }) => expectWithinQuota(unbound, bytes, dailyBytes),
    write: async (transaction) => {
      const row = await selectTheOne<{ id: string }>(
        transaction,
        sql`insert into evidence_file (sha256, bytes, media_type, file_name, uploaded_for, uploaded_by, synthetic)
          values (decode(${sha256}, 'hex'), ${bytes}, ${mediaType}, ${fileName}, ${organisationOf(viewer)}, ${viewer.accountId}::bigint,
                  ${viewer.demonstration}) returning id::text as id`,
      );
      return { type: 'EvidenceFile', id: row.id, change: { sha256, bytes, mediaType, fileName } };
    },
  });
  return uploaded(context, id);
}

/** What the organisation has uploaded today and bound to nothing, beside this content. */
async function unboundBytes(database: Executor, viewer: Viewer, sha256: string): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select coalesce(sum(bytes), 0)::text as bytes from evidence_file
    where uploaded_for = ${organisationOf(viewer)} and uploaded_at > now() - interval '1 day' and sha256 <> decode(${sha256}, 'hex')
      and not exists (select from evidence where file_id = evidence_file.id and detached_at is null)`.execute(database);
  return Number(rows[0]?.bytes ?? 0);
}

/** Throws LIMIT_EXCEEDED. */
function expectWithinQuota(unbound: number, bytes: number, allowed: number): void {
  if (unbound + bytes <= allowed) return;
  throw new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `贵单位一天内上传而未附到任何记录的文件最多 ${allowed} 字节，请先把已上传的文件附到记录上。`,
      en: `Your organisation may upload at most ${allowed} bytes within a day that are bound to nothing; attach what it has uploaded first.`,
    },
    { limit: 'evidenceDailyBytes', allowed, actual: unbound + bytes },
  );
}

/** Its name, normalised, and what it is by its content. Throws RULE_BROKEN with everything that is wrong with it. */
async function examined({ path, fileName, bytes }: SentFile): Promise<{ fileName: string; mediaType: string }> {
  const broken: BrokenRule[] = [];
  const name = checkedText(broken, ['file'], fileName, { max: 200 }) ?? '';
  const mediaType = bytes === 0 ? null : await mediaTypeOf(path, normaliseText(fileName));
  if (bytes === 0) broken.push({ code: 'EVIDENCE_EMPTY', path: ['file'], messages: { zh: '文件是空的。', en: 'The file is empty.' } });
  else if (mediaType === null) broken.push(notOfAType(name));
  if (broken.length > 0 || mediaType === null) throw rulesBroken(broken);
  return { fileName: name, mediaType };
}

function notOfAType(fileName: string): BrokenRule {
  const ending = endingOf(fileName);
  return {
    code: 'EVIDENCE_TYPE',
    path: ['file'],
    messages: {
      zh: `文件内容与名称结尾“${ending}”不符，或不是可用作佐证的类型（${ENDINGS.join('、')}）。`,
      en: `The content is not what a name with the ending "${ending}" says, or nothing that evidence may be (${ENDINGS.join(', ')}).`,
    },
  };
}

async function uploaded({ reader }: ReadingContext, key: string): Promise<UploadedFile> {
  const [row] = await reader.columns(
    shapeOf(EvidenceFile),
    ['fileName', 'mediaType', 'bytes', 'sha256'],
    (file) => sql`${file('id')} = ${key}::bigint`,
    (file) => file('id'),
  );
  if (!row) throw new Error('The file was kept and is not there');
  return { ...row, id: encodeId('EvidenceFile', key), url: fileAddress(key) } as unknown as UploadedFile;
}
