import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError, badInput } from '../shared/errors/app-error.js';
import { type Incoming, takeIn } from './incoming.js';

/** The file of a form, and what its sender calls it. */
export interface SentFile extends Incoming {
  readonly fileName: string;
}

interface Bounds {
  readonly folder: string;
  readonly mostBytes: number;
}

/** Takes in the one file of a multipart body as it comes. Throws BAD_USER_INPUT or LIMIT_EXCEEDED, and then nothing is left of it. */
export async function takeFileOf(request: IncomingMessage, { folder, mostBytes }: Bounds): Promise<SentFile> {
  const { Busboy } = await import('@fastify/busboy');
  const busboy = parserOf(Busboy, request, mostBytes);
  let taken: Promise<SentFile> | undefined;
  let cutOff: (error: Error) => void = () => undefined;

  const parsed = new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => {
      // The parser gets no more of it, and the answer still has a connection to go by.
      request.unpipe(busboy);
      cutOff(error);
      reject(error);
    };
    busboy.on('file', (_field: string, stream: Readable, fileName: string | undefined) => {
      cutOff = (error) => stream.destroy(error);
      // The parser says it of this stream also when nobody reads it any more, and nobody listening would end the program.
      stream.on('error', () => undefined);
      stream.once('limit', () => fail(tooLarge(mostBytes, null)));
      taken = takeIn(stream, folder).then((file) => ({ ...file, fileName: fileName ?? '' }));
      taken.catch(fail);
    });
    busboy.once('filesLimit', () => fail(notOneFile()));
    busboy.once('partsLimit', () => fail(notOneFile()));
    busboy.once('finish', resolve);
    // It may say so several times.
    busboy.on('error', () => fail(notOneFile()));
    request.on('error', fail);
    request.once('close', () => request.complete || fail(new Error('The upload was interrupted')));
    request.pipe(busboy);
  });

  try {
    await parsed;
  } catch (error) {
    await taken?.catch(() => undefined);
    throw error;
  }
  if (taken === undefined) throw notOneFile();
  return taken;
}

type Parser = typeof import('@fastify/busboy').Busboy;

function parserOf(Busboy: Parser, { headers }: IncomingMessage, mostBytes: number): InstanceType<Parser> {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      // Fields beside the file, such as a browser's button, are passed over.
      limits: { files: 1, fields: 0, parts: 10, fileSize: mostBytes, headerPairs: 20, headerSize: 8192 },
    });
  } catch {
    throw notOneFile();
  }
}

export function notOneFile(): AppError {
  return badInput(['file'], 'EVIDENCE_NOT_ONE_FILE', {
    zh: '请以 multipart/form-data 上传一个文件，每次一个，例如 curl -F file=@收据.jpg。',
    en: 'Send one file at a time as multipart/form-data, such as curl -F file=@receipt.jpg does.',
  });
}

/** `actual` is null where counting stopped at the limit. */
export function tooLarge(allowed: number, actual: number | null): AppError {
  return new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `文件过大：最多 ${allowed} 字节${actual === null ? '' : `，收到 ${actual}`}。`,
      en: `The file is too large: at most ${allowed} bytes${actual === null ? '' : `, got ${actual}`}.`,
    },
    { limit: 'evidenceBytes', allowed, actual },
  );
}
