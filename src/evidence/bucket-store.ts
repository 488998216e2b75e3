import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsV4Signer } from 'aws4fetch';
import { AppError } from '../shared/errors/app-error.js';
import type { BucketSettings, EvidenceStore } from './store.js';

/** A bucket that says nothing for this long is not there. */
const PATIENCE_MS = 20_000;

/**
 * A bucket of any store that speaks S3's protocol. Of it two calls are enough: an object comes in by one request, and is there whole or not
 * at all; and because the request is signed over the hash of its content, the store itself refuses what was altered on the way.
 */
export class EvidenceBucket implements EvidenceStore {
  constructor(private readonly settings: BucketSettings) {}

  async put(sha256: string, path: string): Promise<void> {
    const { size } = await stat(path);
    const answer = await this.#send('PUT', sha256, { 'x-amz-content-sha256': sha256, 'content-length': String(size) }, createReadStream(path));
    answer.resume();
    if (answer.statusCode !== 200) throw unavailable(`PUT answered ${answer.statusCode}`);
  }

  async open(sha256: string): Promise<Readable | null> {
    const answer = await this.#send('GET', sha256);
    if (answer.statusCode === 200) return answer;
    answer.resume();
    if (answer.statusCode === 404) return null;
    throw unavailable(`GET answered ${answer.statusCode}`);
  }

  async #send(method: string, key: string, headers: Readonly<Record<string, string>> = {}, body?: Readable): Promise<IncomingMessage> {
    const { address, region, accessKey, secretKey } = this.settings;
    const signed = await new AwsV4Signer({
      method,
      url: `${address.replace(/\/+$/, '')}/${key}`,
      headers,
      service: 's3',
      region,
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
    }).sign();
    const send = signed.url.protocol === 'https:' ? httpsRequest : httpRequest;
    try {
      return await new Promise<IncomingMessage>((resolve, reject) => {
        const request = send(signed.url, { method, headers: Object.fromEntries(signed.headers), timeout: PATIENCE_MS }, resolve);
        request.once('timeout', () => request.destroy(new Error('The bucket does not answer')));
        request.once('error', reject);
        if (body) pipeline(body, request).catch(reject);
        else request.end();
      });
    } catch (error) {
      throw unavailable(error);
    }
  }
}

function unavailable(cause: unknown): AppError {
  const error = new AppError('SERVICE_UNAVAILABLE', {
    zh: '佐证文件的存储暂时不可用，请稍后重试。',
    en: 'The store of evidence files is not available; please try again shortly.',
  });
  error.cause = cause;
  return error;
}
