import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';

/** What a file may be, by its content, and the endings of names that go with it. What a browser would run as a page is not among them. */
const MEDIA_TYPES: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'text/csv': ['csv'],
  'text/plain': ['txt'],
};

/** All endings, as people know the kinds of files. */
export const ENDINGS: readonly string[] = Object.values(MEDIA_TYPES).flat();

/** The ending of a file's name, in small letters; empty where it has none. */
export function endingOf(fileName: string): string {
  return /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/**
 * What a file is by its content; null where that is nothing that evidence may be. A name has to end as files of its kind do, because an
 * ending decides what a double click does with a file.
 */
export async function mediaTypeOf(path: string, fileName: string): Promise<string | null> {
  const { fileTypeFromFile } = await import('file-type');
  const ending = endingOf(fileName);
  const found = (await fileTypeFromFile(path))?.mime ?? (await textTypeOf(path, ending));
  return found !== null && MEDIA_TYPES[found]?.includes(ending) ? found : null;
}

/** Text has no mark of its own: it is what is text from its first byte to its last, and is not written to be run or shown by a browser. */
async function textTypeOf(path: string, ending: string): Promise<string | null> {
  const type = Object.keys(MEDIA_TYPES).find((name) => name.startsWith('text/') && MEDIA_TYPES[name]?.includes(ending));
  return type !== undefined && (await isPlainText(path)) ? type : null;
}

/** Tabulators and line breaks belong to text; nothing else below the space does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const RUNNABLE = /^\s*(<|#!|%!)/;

/** In UTF-8, or as a Chinese Windows saves a table. */
const ENCODINGS = ['utf-8', 'gb18030'] as const;

async function isPlainText(path: string): Promise<boolean> {
  const decoders = ENCODINGS.map((encoding) => new TextDecoder(encoding, { fatal: true }));
  const holds = decoders.map(() => true);
  let isStart = true;
  for await (const chunk of createReadStream(path)) {
    decoders.forEach((decoder, index) => {
      holds[index] &&= isText(decoder, chunk as Buffer, isStart);
    });
    if (!holds.includes(true)) return false;
    isStart = false;
  }
  return decoders.some((decoder, index) => holds[index] && isText(decoder, undefined, false));
}

/** The next part of a text, or its end. */
function isText(decoder: TextDecoder, chunk: Buffer | undefined, isStart: boolean): boolean {
  try {
    const text = decoder.decode(chunk, { stream: chunk !== undefined });
    return !CONTROL.test(text) && !(isStart && RUNNABLE.test(text));
  } catch {
    return false;
  }
}
