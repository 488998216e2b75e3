import { askedBy } from '../access/asked-by.js';
import { assertMayRead, signInFirst } from '../access/permissions.js';
import type { Viewer } from '../access/viewer.js';
import { subjects } from '../history/history-entry.reading.js';
import { badInput, notFound } from '../shared/errors/app-error.js';
import { decodeId, type ObjectKey } from '../shared/id.js';
import type { Pool } from '../shared/sql.js';
import { Feed } from './feed.js';
import { keyOfRow, keyOfViewer } from './hub.js';
import { happenedBehind, newestPosition, waitingBehind } from './outbox.js';
import { sightOf } from './sight.js';

/** What opening a subscription needs of the request. */
export interface SubscribingContext {
  readonly pool: Pool;
  readonly viewer: Viewer;
  /** The viewer of a socket is looked at anew with each event. */
  readonly viewerNow?: (() => Viewer) | undefined;
}

interface After {
  readonly after?: string | null;
}

/** The changes of a row. A row that is not there or not to be seen cannot be subscribed to. */
export async function changesOf({ id, after }: After & { readonly id: string }, context: SubscribingContext): Promise<Feed> {
  const { pool, viewer } = context;
  assertMayRead(viewer);
  const row = rowNamed(id);
  const topic = {
    row,
    keys: [keyOfRow(row)],
    behind: (position: string) => happenedBehind(pool, row, position),
    sight: (event: Parameters<typeof sightOf>[2], seer: Viewer) => sightOf(askedBy(pool, seer), seer, event),
  };
  const feed = await feedOf(topic, after, context);
  if ((await topic.sight({ ...row, actingFor: null }, viewer)) === 'NOTHING') throw notFound({ zh: '记录', en: 'row' }, id);
  return feed;
}

/** What waits for the viewer's organisation. */
export async function waitingOf({ after }: After, context: SubscribingContext): Promise<Feed> {
  const { pool, viewer } = context;
  assertMayRead(viewer);
  if (viewer.role === 'PUBLIC') throw signInFirst();
  const topic = {
    keys: [keyOfViewer(viewer)],
    behind: (position: string, seer: Viewer) => waitingBehind(pool, seer, position),
    // What is read is the viewer's own already.
    sight: async () => 'WHOLE' as const,
  };
  return feedOf(topic, after, context);
}

/** Where it begins is read before anything else of it, so that nothing falls in between. */
async function feedOf(topic: Feed['topic'], after: string | null | undefined, { pool, viewer, viewerNow }: SubscribingContext): Promise<Feed> {
  if (after != null && !/^\d{1,18}$/.test(after)) {
    throw badInput(['after'], 'POSITION_MALFORMED', {
      zh: `after 须为某次通知给出的 position，收到“${after.slice(0, 40)}”。`,
      en: `after takes the position that an event has given, got "${after.slice(0, 40)}".`,
    });
  }
  return new Feed(pool, topic, after ?? (await newestPosition(pool)), viewerNow ?? (() => viewer));
}

function rowNamed(id: string): ObjectKey {
  const types = subjects().map(({ type }) => type);
  const name = decodeId(id);
  if (name !== null && types.includes(name.type) && /^\d{1,18}$/.test(name.key)) return name;
  throw badInput(['id'], 'NO_HISTORY', {
    zh: `“${id.slice(0, 100)}”不是可以订阅的记录的 id；可以订阅的类型：${types.join('、')}。`,
    en: `"${id.slice(0, 100)}" is no id of anything that can be subscribed to; these can: ${types.join(', ')}.`,
  });
}
