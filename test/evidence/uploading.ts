import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { serve } from '../server/serving.js';
import { dataOf } from '../support/answer.js';
import type { Account, Platform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift, type World } from '../support/world.js';

type Environment = Readonly<Record<string, string>>;

/** A server on a network, where files come and go as clients send them. */
export interface Serving {
  platform: Platform;
  world: World;
  app: FastifyInstance;
  address: string;
  /** Where files are kept. */
  folder: string;
}

/** The server for a file of tests, with a folder of its own. */
export function useServer(environment: () => Environment | Promise<Environment> = () => ({})): Serving {
  const given = useWorld() as unknown as Serving;
  beforeAll(async () => {
    given.folder = await mkdtemp(join(tmpdir(), 'xieshou-evidence-'));
    given.app = await serve(given.platform.database, given.platform.schema, { EVIDENCE_FOLDER: given.folder, ...(await environment()) });
    await given.app.listen({ host: '127.0.0.1', port: 0 });
    given.address = `http://127.0.0.1:${(given.app.server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await given.app?.close();
    await rm(given.folder, { recursive: true, force: true });
  });
  return given;
}

export interface Said {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever was said
  readonly body: any;
  /** The code of an error, or the rules that were broken. */
  readonly code: unknown;
}

export function headersOf(as: Account | undefined): Record<string, string> {
  return { 'accept-language': 'en', ...(as && { authorization: `Bearer ${as.token}` }) };
}

/** Uploads a file as a browser's form does. */
export async function upload({ address }: Pick<Serving, 'address'>, as: Account | undefined, name: string, content: Uint8Array): Promise<Said> {
  const form = new FormData();
  form.append('note', 'fields beside the file are passed over');
  form.append('file', new Blob([content as Uint8Array<ArrayBuffer>]), name);
  return said(await fetch(`${address}/evidence`, { method: 'POST', headers: headersOf(as), body: form }));
}

export async function said(response: Response): Promise<Said> {
  const text = await response.text();
  const body = text === '' ? null : JSON.parse(text);
  const extensions = body?.errors?.[0]?.extensions;
  return { status: response.status, body, code: extensions?.rules?.map(({ code }: { code: string }) => code) ?? extensions?.code };
}

/** The id of a file that must be taken. */
export async function uploaded(given: Pick<Serving, 'address'>, as: Account, content: Uint8Array, name = '收据.pdf'): Promise<string> {
  const { status, body } = await upload(given, as, name, content);
  if (status !== 201) throw new Error(`Expected the file to be taken, got ${status} ${JSON.stringify(body)}`);
  return body.id;
}

export function download({ address }: Pick<Serving, 'address'>, as: Account | undefined, id: string, headers: Environment = {}): Promise<Response> {
  return fetch(`${address}/evidence/${id}`, { headers: { ...headersOf(as), ...headers } });
}

export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Where a folder keeps a content. */
export function placeOf(folder: string, content: Uint8Array): string {
  const sha256 = sha256Of(content);
  return join(folder, sha256.slice(0, 2), sha256);
}

/** Every file below the folder, those that only come in included. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** A contribution of Shanghai's to its project in the county, handed in or a draft. */
export function contributionOf({ platform, world }: Serving, input: object = {}): Promise<string> {
  return platform.done(world.shanghai, 'logContribution', gift({ project: world.project, ...input }));
}

/** Evidence by the account for a row, of a file of its own. */
export async function attached(
  given: Serving,
  as: Account,
  subject: string,
  content: Uint8Array,
  input: object = {},
): Promise<{ id: string; file: string }> {
  const file = await uploaded(given, as, content);
  return { id: await given.platform.done(as, 'attachEvidence', { file, subject, ...input }), file };
}

const FIELDS = 'id caption isPublic boundAt detachedAt synthetic file { id fileName mediaType bytes sha256 state checkedAt uploadedAt url }';

/** What a viewer sees of the evidence for a row. */
// biome-ignore lint/suspicious/noExplicitAny: as it was selected
export async function evidenceOf({ platform }: Serving, subject: string, as?: Account): Promise<any[]> {
  const { node } = dataOf(
    await platform.ask(
      `query ($id: ID!) { node(id: $id) { ... on Contribution { evidence { totalCount nodes { ${FIELDS} } } } ... on Project { evidence { totalCount nodes { ${FIELDS} } } } } }`,
      { as, variables: { id: subject } },
    ),
  );
  if (node === null) return [];
  if (node.evidence.totalCount !== node.evidence.nodes.length) throw new Error('The count is not that of the rows');
  return node.evidence.nodes;
}
