import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { HTTP_STATUS } from '../../src/edges/http-errors.js';
import { projectFile } from '../../src/shared/root.js';

it('README says each code that a client may meet, with its status', () => {
  const [, chapter = ''] = readFileSync(projectFile('README.md'), 'utf8').split('## When something is refused');
  const told = Object.fromEntries([...chapter.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map(([, code = '', status]) => [code, Number(status)]));
  expect(told).toMatchObject(HTTP_STATUS);
});
