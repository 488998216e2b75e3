import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { readConfig } from '../../src/config.js';
import { createServer } from '../../src/server.js';
import { projectFile } from '../../src/shared/root.js';
import { createDemonstrationAccounts, issueDemonstrationTokens } from '../../src/start/demonstration-accounts.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { CURL, type Example, examplesOf, readableJson, shortened, withAnswers } from './examples.js';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md'].map((file) => {
  const markdown = readFileSync(projectFile(file), 'utf8');
  return { file, markdown, examples: examplesOf(file, markdown) };
});

/** How the documents call the accounts that a start prints, in the order of that list. */
const ACCOUNTS = ['partner office', 'enterprise', 'village', 'county', 'programme office', 'auditor', 'administrator'];

// `UPDATE_DOCS=1 npm test -- test/docs` writes the answers that were given into the documents, for a human to read.
const updates = process.env.UPDATE_DOCS === '1';

// The platform needs no curl, so a machine may be without it.
const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** How the id of a file begins, which a command has uploaded. */
const UPLOADED = 'RXZpZGVuY2VGaWxl';

describe.each(DOCUMENTS)('$file', ({ markdown, examples }) => {
  it('gives the answer of every operation', () => {
    expect(examples.filter(({ answer }) => answer === null)).toEqual([]);
  });

  it('has its curl commands where these tests find them', () => {
    const commands = examples.filter(({ language }) => language === 'sh');
    expect(commands.flatMap(({ text }) => text.match(CURL) ?? [])).toEqual(markdown.match(CURL) ?? []);
  });
});

describe.each(DOCUMENTS.filter(({ examples }) => examples.length > 0))('$file: every operation answers what stands below it', (document) => {
  const { file, markdown, examples } = document;
  const answers: string[] = [];
  const tokens = new Map<string, string>();
  // What was shown once stands in the document as a mark, and the operations below it mean it.
  let code = '';
  let platform: Platform;
  let server: FastifyInstance;
  let evidence: string;

  beforeAll(async () => {
    platform = await openPlatform('demonstration');
    const { database, owner, schema } = platform;
    await createDemonstrationAccounts(owner);
    const ready = await issueDemonstrationTokens(owner);
    ready.forEach(({ token }, index) => {
      tokens.set(ACCOUNTS[index] ?? '', token);
    });
    evidence = await mkdtemp(join(tmpdir(), 'xieshou-evidence-'));
    server = await createServer({ database, schema, config: readConfig({ LOG_LEVEL: 'silent', EVIDENCE_FOLDER: evidence }) });
    await server.listen({ host: '127.0.0.1', port: 0 });
  }, 120_000);

  afterAll(async () => {
    await server.close();
    await platform.close();
    await rm(evidence, { recursive: true, force: true });
    if (updates && answers.length === examples.length) writeFileSync(projectFile(file), withAnswers(markdown, examples, answers));
  });

  // In the order of the document: a later operation may build on what an earlier one wrote.
  for (const example of examples) {
    const { line, language, answer, text } = example;
    const needsCurl = language === 'sh' || text.includes(UPLOADED);
    (needsCurl && !hasCurl ? it.skip : it)(`line ${line}`, async () => {
      const answered = withoutCost(await (language === 'sh' ? answerToCommand(example) : answerToOperation(example)));
      const given = `${readableJson(shortened(withoutSecrets(answered)))}\n`;
      answers.push(given);
      if (!updates) expect(given).toBe(answer);
    });
  }

  async function answerToOperation({ as, text }: Example): Promise<object> {
    const token = tokenOf(as);
    const response = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'accept-language': 'en', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      payload: { query: text.replaceAll('xi_…', code) },
    });
    return response.json();
  }

  /** What a shell prints when somebody pastes the command, with the port of this server and a token in its place. */
  async function answerToCommand({ as, text }: Example): Promise<object> {
    const { port } = server.server.address() as AddressInfo;
    const command = text.replaceAll('localhost:4000', `localhost:${port}`).replaceAll('<token>', () => tokenOf(as) ?? '<token>');
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    return JSON.parse(stdout);
  }

  function withoutSecrets(answer: object): object {
    const text = JSON.stringify(answer);
    code = /xi_[\w-]{43}/.exec(text)?.[0] ?? code;
    const token = /xs_[\w-]{43}/.exec(text)?.[0];
    if (token !== undefined) tokens.set('the token above', token);
    return JSON.parse(text.replaceAll(/\b(x[is]_)[\w-]{43}/g, '$1…').replaceAll(/\bwhsec_[\w+/]{43}=/g, 'whsec_…')) as object;
  }

  function tokenOf(as: string | null): string | undefined {
    const token = as === null ? undefined : tokens.get(as);
    if (as !== null && token === undefined) throw new Error(`There is no demonstration account "${as}"`);
    return token;
  }
});

/** README says once that each answer says its cost. */
function withoutCost(answer: object): object {
  const { extensions: _cost, ...said } = answer as { extensions?: unknown };
  return said;
}
