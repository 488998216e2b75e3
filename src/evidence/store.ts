import type { Readable } from 'node:stream';

/** Where the content of files is kept, each under its SHA-256 in hexadecimal digits. */
export interface EvidenceStore {
  /** Takes a file in, whole or not at all. What lay there under its hash is replaced, so that a file that was altered is mended by the right one. */
  put(sha256: string, path: string): Promise<void>;
  /** The content as it lies there now; null where there is none. Throws where the store cannot be asked. */
  open(sha256: string): Promise<Readable | null>;
}

export interface EvidenceSettings {
  /** Where files come in, and where they are kept unless there is a bucket. */
  readonly folder: string;
  readonly bucket: BucketSettings | null;
  /** The most bytes of one file. */
  readonly mostBytes: number;
  /** The most bytes that an organisation uploads within a day and binds to nothing. */
  readonly dailyBytes: number;
}

export interface BucketSettings {
  /** The address of the bucket itself, with which those of its objects begin. */
  readonly address: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}
