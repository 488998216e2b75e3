import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Node } from './reading/node.js';
import type { Row } from './reading/reader.js';
import type { ReadingContext } from './reading/reading-context.js';
import { findShape, getShape } from './reading/shape.js';
import { badInput } from './shared/errors/app-error.js';
import { decodeId } from './shared/id.js';

export const MOST_IDS = 100;

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'The object with this id; null when there is none or the viewer may not see it.' })
  async node(
    @Arg('id', () => ID, { description: 'An id that the API gave.' }) id: string,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Row | null> {
    const name = readable(id);
    if (name === null) return null;
    // Not as a list of one: with a list PostgreSQL plans the statement anew each time, for it cannot know how long the list is.
    const row = await reader.byId(info, getShape(name.type), name.key);
    return row === null ? null : { ...row, __typename: name.type };
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'The objects with these ids, in their order; null for each that is not there or that the viewer may not see.',
  })
  async nodes(
    @Arg('ids', () => [ID], { description: `At most ${MOST_IDS} ids that the API gave.` }) ids: string[],
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<(Row | null)[]> {
    if (ids.length > MOST_IDS) {
      throw badInput(['ids'], 'TOO_MANY_IDS', {
        zh: `ids 最多 ${MOST_IDS} 个，收到 ${ids.length} 个。`,
        en: `At most ${MOST_IDS} ids, got ${ids.length}.`,
      });
    }
    return readNodes(reader, info, ids);
  }
}

/** What an id names, where it is of a type that is read by id. */
function readable(id: string): { readonly type: string; readonly key: string } | null {
  const name = decodeId(id);
  return name !== null && findShape(name.type)?.columns.id !== undefined && /^\d{1,18}$/.test(name.key) ? name : null;
}

/** One statement per type among the ids. */
async function readNodes(reader: ReadingContext['reader'], info: GraphQLResolveInfo, ids: readonly string[]): Promise<(Row | null)[]> {
  const decoded = ids.map(readable);
  const types = [...new Set(decoded.flatMap((name) => (name === null ? [] : [name.type])))];
  const byType = await Promise.all(
    types.map(async (type) => {
      const keys = decoded.flatMap((name) => (name?.type === type ? [name.key] : []));
      const shownBy = await reader.standIns(type, keys);
      const found = await reader.byIds(info, type, [...keys, ...shownBy.values()]);
      const rows = new Map(found.map((row) => [row.id, { ...row, __typename: type }]));
      return [type, (key: string) => rows.get(shownBy.get(key) ?? key) ?? null] as const;
    }),
  );
  const rowOf = new Map(byType);
  return decoded.map((name) => (name === null ? null : (rowOf.get(name.type)?.(name.key) ?? null)));
}
