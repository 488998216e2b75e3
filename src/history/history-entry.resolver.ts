import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { badInput } from '../shared/errors/app-error.js';
import { decodeId, type ObjectKey } from '../shared/id.js';
import { HistoryEntry } from './history-entry.entity.js';
import { HistoryFilter, HistoryOrder } from './history-entry.input.js';
import { historyOf, subjects } from './history-entry.reading.js';

const HistoryEntryConnection = connectionType(HistoryEntry, 'HistoryEntry');
const HistoryArgs = pageArgs({ filter: HistoryFilter, order: HistoryOrder, defaultOrder: HistoryOrder.NEWEST });

@Resolver()
export class HistoryEntryResolver {
  @Query(() => HistoryEntryConnection, {
    description:
      'How a row came to be what it is: who changed what, when, from what to what and why. Empty for whoever does not see the row or has no hand in it. Errors: BAD_USER_INPUT for the id of something that has no history.',
  })
  async history(
    @Arg('of', () => ID, {
      description: 'A contribution, project, pairing, fund, partner, account, membership, token or invitation.',
    })
    of: string,
    @Args(() => HistoryArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    const { shape, where } = historyOf(subjectNamed(of));
    return reader.connection(info, shape, args, where);
  }
}

function subjectNamed(id: string): ObjectKey {
  const types = subjects().map(({ type }) => type);
  const name = decodeId(id);
  if (name !== null && types.includes(name.type) && /^\d{1,18}$/.test(name.key)) return name;
  throw badInput(['of'], 'NO_HISTORY', {
    zh: `“${id}”不是有变更记录的对象的 id；有记录的类型：${types.join('、')}。`,
    en: `"${id}" is no id of anything that has a history; these have: ${types.join(', ')}.`,
  });
}
