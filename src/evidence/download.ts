import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ReadingContext } from '../reading/reading-context.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { AppError } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';
import { type Executor, sql } from '../shared/sql.js';
import { EvidenceFile } from './evidence.entity.js';
import { EvidenceState } from './evidence.enums.js';
import type { EvidenceStore } from './store.js';
import { Altered, checked, noteState } from './verification.js';

/** A content of at most this size is known to be right before any of it is sent. */
const SMALL_BYTES = 1024 * 1024;

/** A file that the viewer may have. */
export interface EvidenceDownload {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  /**
   * Its content and never another. Of what is large the last part comes once all of it is known to be right, and what is not right breaks
   * off. Throws CONFLICT where something else lies there, or nothing. What was found is written down.
   */
  open(store: EvidenceStore): Promise<Buffer | Readable>;
}

/** Throws NOT_FOUND for a file that is not there or that the viewer does not see. */
export async function downloadOf({ reader, pool }: ReadingContext & { readonly pool: Executor }, id: string): Promise<EvidenceDownload> {
  const key = keyOf('EvidenceFile', id);
  const [row] = await reader.columns(
    shapeOf(EvidenceFile),
    ['fileName', 'mediaType', 'bytes', 'sha256', 'state'],
    (file) => sql`${file('id')} = ${key}::bigint`,
    (file) => file('id'),
  );
  if (!row) throw missing('EvidenceFile', id);
  const { state, ...file } = row as unknown as Omit<EvidenceDownload, 'open'> & { readonly state: EvidenceState };
  const note = async (found: EvidenceState) => {
    if (found !== state) await noteState(pool, file.sha256, found);
  };
  return { ...file, open: (store) => opened(store, file, note) };
}

type Note = (found: EvidenceState) => Promise<void>;

async function opened(store: EvidenceStore, file: Pick<EvidenceDownload, 'bytes' | 'sha256'>, note: Note): Promise<Buffer | Readable> {
  const content = await store.open(file.sha256);
  if (content === null) throw await notAsUploaded(EvidenceState.MISSING, note);
  const right = checked(content, file);
  try {
    if (file.bytes > SMALL_BYTES) return await begun(right, note);
    const whole = await buffer(right);
    await note(EvidenceState.INTACT);
    return whole;
  } catch (error) {
    throw error instanceof Altered ? await notAsUploaded(EvidenceState.ALTERED, note) : error;
  }
}

/**
 * The stream once its first part is there: what is found wrong before can still be said. Later nobody is there to be told where it cannot
 * be written down; the next look finds it again.
 */
async function begun(right: Readable, note: Note): Promise<Readable> {
  await once(right, 'readable');
  const noteSoon = (found: EvidenceState) => void note(found).catch(() => undefined);
  return right
    .once('end', () => noteSoon(EvidenceState.INTACT))
    .once('error', (error) => {
      if (error instanceof Altered) noteSoon(EvidenceState.ALTERED);
    });
}

const SENTENCES: Readonly<Record<'ALTERED' | 'MISSING', Message>> = {
  ALTERED: {
    zh: '存储中的文件已不是当初上传的内容（SHA-256 不符），因此不予下载；请联系管理员。',
    en: 'What is stored is no longer what was uploaded (its SHA-256 differs), so it is not given out; please tell the administrator.',
  },
  MISSING: {
    zh: '存储中已找不到这个文件；请联系管理员，或重新上传同一文件。',
    en: 'The file is gone from where it was stored; please tell the administrator, or upload the same file again.',
  },
};

async function notAsUploaded(found: EvidenceState.ALTERED | EvidenceState.MISSING, note: Note): Promise<AppError> {
  await note(found);
  return new AppError('CONFLICT', SENTENCES[found], { reason: `EVIDENCE_${found}` });
}
