import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Message } from '../shared/errors/messages.js';
import { projectFile } from '../shared/root.js';

/** An operation to try: its two first lines are its titles in Chinese and English, as comments. */
export interface SavedOperation {
  readonly name: string;
  readonly title: Message;
  readonly query: string;
  /** JSON, empty where the operation takes no variables. */
  readonly variables: string;
}

const FOLDER = projectFile('schema/operations');

/** The operations of schema/operations, in the order of their files' names. */
export function readOperations(folder: string = FOLDER): SavedOperation[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort();
  return files.map((file) => readOperation(`${folder}/${file}`, file.replace(/\.graphql$/, '')));
}

function readOperation(path: string, name: string): SavedOperation {
  const query = readFileSync(path, 'utf8');
  const [zh, en] = query.split('\n').map((line) => /^# (.+)$/.exec(line)?.[1]);
  if (zh === undefined || en === undefined) throw new Error(`Expected ${path} to begin with two comment lines, its titles in Chinese and English`);
  const variables = path.replace(/\.graphql$/, '.json');
  return { name, title: { zh, en }, query, variables: existsSync(variables) ? readFileSync(variables, 'utf8') : '' };
}
