import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { WaitingItem } from './waiting.entity.js';
import { WaitingFilter } from './waiting.input.js';

const WaitingConnection = connectionType(WaitingItem, 'WaitingItem');
const WaitingArgs = pageArgs({ filter: WaitingFilter });

@Resolver()
export class WaitingResolver {
  @Query(() => WaitingConnection, {
    description:
      'What waits for the organisation that the request is for, what is due first before the rest. Nothing waits for the public. A county and whatever is above one also has what waits for the townships and villages below it, up to the next county.',
  })
  async waiting(
    @Args(() => WaitingArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(WaitingItem), args);
  }
}
