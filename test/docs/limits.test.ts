import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { MOST_CONFIRMATIONS } from '../../src/contribution/confirmations.service.js';
import { MOST_SECTORS } from '../../src/contribution/contribution.input.js';
import { MOST_LINES } from '../../src/contribution/lines.rules.js';
import { MOST_OF_A_SUBJECT } from '../../src/evidence/evidence.rules.js';
import { type Group, LIMIT_SETTINGS, type Limit, type Told } from '../../src/limits/limit-settings.js';
import { MOST_IDS } from '../../src/node.resolver.js';
import { MOST_PLACES } from '../../src/place/place-set.js';
import { MOST_ROWS } from '../../src/reading/page.js';
import { SETTINGS } from '../../src/settings.js';
import { projectFile } from '../../src/shared/root.js';
import { MAX_SEARCH_LENGTH } from '../../src/shared/text.js';
import { MOST_WEBHOOKS } from '../../src/webhook/webhook.rules.js';

const PAGE = projectFile('docs/limits.md');

const TITLES: Readonly<Record<Group, string>> = {
  connection: 'Of a connection and a request',
  document: 'Of a document',
  cost: 'Of what is asked',
  subscription: 'Of subscriptions',
  'sign-in': 'Of signing in',
  file: 'Of files',
};

function inWords({ status, code, limit, reason, close }: Told): string {
  const error = code === undefined ? [] : [[status, `\`${code}\``, limit ? `\`limit\` \`${limit}\`` : '', reason ? `\`reason\` \`${reason}\`` : '']];
  const said = error.map((parts) => parts.filter((part) => part !== undefined && part !== '').join(' '));
  if (close !== undefined) said.push(`the socket is closed with ${close}`);
  return said.length === 0 ? 'the connection is closed' : said.join('; ');
}

const unitOf = ({ unit }: Limit) => (unit === 'number' ? '' : ` ${unit}`);

function tableOf(group: Group): string {
  const rows = Object.values<Limit>(LIMIT_SETTINGS).filter((limit) => limit.group === group);
  return [
    `### ${TITLES[group]}`,
    '',
    '| setting | without it | what it bounds | why | what the caller is told |',
    '|---|---|---|---|---|',
    ...rows.map(
      (limit) => `| \`${limit.name}\` | ${limit.standard}${unitOf(limit)} | ${limit.meaning.en} | ${limit.why.en} | ${inWords(limit.told)} |`,
    ),
  ].join('\n');
}

it('the page of limits lists every one of them, as it is set and told', () => {
  const text = Object.keys(TITLES)
    .map((group) => tableOf(group as Group))
    .join('\n\n');
  const page = readFileSync(PAGE, 'utf8');
  if (process.env.UPDATE_DOCS === '1')
    writeFileSync(
      PAGE,
      page.replace(/(<!-- limits -->\n\n)[\s\S]*?(\n\n<!-- end of limits -->)/, (_all, head, tail) => head + text + tail),
    );
  else expect(page).toContain(text);
});

it('every setting that bounds callers is among the limits', () => {
  const named = Object.values(SETTINGS).filter(({ name }) => /^LIMIT_|^SOCKET_|_BYTES$/.test(name));
  expect(named.map(({ name }) => name).sort()).toEqual(
    Object.values<Limit>(LIMIT_SETTINGS)
      .map(({ name }) => name)
      .sort(),
  );
});

it('what the API itself bounds is said with its number', () => {
  const [, chapter = ''] = readFileSync(PAGE, 'utf8').split('## What the API itself bounds');
  const said = Object.fromEntries(
    [...chapter.matchAll(/^\| ([a-z][^|]+?) \| ([\d,]+) \|/gm)].map(([, what = '', number = '']) => [what, Number(number.replace(',', ''))]),
  );
  expect(said).toMatchObject({
    'rows of a page (`first`)': MOST_ROWS,
    'ids of `nodes`': MOST_IDS,
    'contributions confirmed at once': MOST_CONFIRMATIONS,
    'lines of help in kind': MOST_LINES,
    'sectors of a contribution': MOST_SECTORS,
    'places of a contribution or a project': MOST_PLACES,
    'characters of a search': MAX_SEARCH_LENGTH,
    'pieces of evidence of one subject': MOST_OF_A_SUBJECT,
    'webhooks of an organisation': MOST_WEBHOOKS,
  });
});
