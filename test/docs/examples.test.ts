import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { readConfig } from '../../src/config.js';
import { createServer } from '../../src/server.js';
import { projectFile } from '../../src/shared/root.js';
import { createDemonstrationAccounts, issueDemonstrationTokens } from '../../src/start/demonstration-accounts.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { examplesOf, readableJson, withAnswers } from './examples.js';

const DOCUMENTS = ['README.md'];

/** How the documents call the accounts that a start prints, in the order of that list. */
const ACCOUNTS = ['partner office', 'enterprise', 'village', 'county', 'programme office', 'auditor'];

// `UPDATE_DOCS=1 npm test -- test/docs` writes the answers that were given into the documents, for a human to read.
const updates = process.env.UPDATE_DOCS === '1';

describe.each(DOCUMENTS)('%s: every operation answers what stands below it', (file) => {
  const markdown = readFileSync(projectFile(file), 'utf8');
  const examples = examplesOf(file, markdown);
  const answers: string[] = [];
  const tokens = new Map<string, string>();
  let platform: Platform;
  let server: FastifyInstance;

  beforeAll(async () => {
    platform = await openPlatform('demonstration');
    const { database, schema } = platform;
    await createDemonstrationAccounts(database.executor);
    const ready = await issueDemonstrationTokens(database.executor);
    ready.forEach(({ token }, index) => {
      tokens.set(ACCOUNTS[index] ?? '', token);
    });
    server = await createServer({ database, schema, config: readConfig({ LOG_LEVEL: 'silent' }) });
  }, 120_000);

  afterAll(async () => {
    await server.close();
    await platform.close();
    if (updates) writeFileSync(projectFile(file), withAnswers(markdown, examples, answers));
  });

  it('has examples, each with its answer', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.filter(({ answer }) => answer === null)).toEqual([]);
  });

  // In the order of the document: a later operation may build on what an earlier one wrote.
  it.each(examples)('line $line', async ({ as, operation, answer }) => {
    const given = await answerTo(operation, as);
    answers.push(given);
    if (!updates) expect(given).toBe(answer);
  });

  async function answerTo(operation: string, as: string | null): Promise<string> {
    const token = as === null ? undefined : tokens.get(as);
    if (as !== null && token === undefined) throw new Error(`There is no demonstration account "${as}"`);
    const response = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'accept-language': 'en', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      payload: { query: operation },
    });
    return `${readableJson(response.json())}\n`;
  }
});
