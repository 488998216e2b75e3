import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Setting } from '../../src/setting.js';
import { SETTINGS } from '../../src/settings.js';
import { projectFile } from '../../src/shared/root.js';

const README = projectFile('README.md');

it("README's table of settings is the program's own", () => {
  const table = [
    '| setting | without it | what it says |',
    '|---|---|---|',
    ...Object.values<Setting<unknown>>(SETTINGS).map(
      ({ name, standard, meaning, why }) =>
        `| \`${name}\` | ${standard === '' ? '' : `\`${standard}\``} | ${[meaning.en, ...(why ? [why.en] : [])].join(' ')} |`,
    ),
  ].join('\n');
  const markdown = readFileSync(README, 'utf8');
  if (process.env.UPDATE_DOCS === '1')
    writeFileSync(
      README,
      markdown.replace(/(## Settings\n\n)[\s\S]*?(\n\n## )/, (_all, head, tail) => head + table + tail),
    );
  else expect(markdown).toContain(table);
});
