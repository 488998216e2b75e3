import { Field, Int, ObjectType } from 'type-graphql';
import type { TypeClass } from './shape.js';

@ObjectType({ description: 'Where a page of a connection lies (Relay cursor connections).' })
export class PageInfo {
  @Field({ description: 'Whether more rows follow this page.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether the page was asked for with a cursor, so that rows lie before it.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first row; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last row, for `after`; null on an empty page.' })
  endCursor!: string | null;
}

/** The connection type of a node type, with its edge type: `ProjectConnection` and `ProjectEdge` of `Project`. */
export function connectionType(node: TypeClass, nodeName: string): TypeClass {
  @ObjectType(`${nodeName}Edge`, { description: `A ${nodeName} in a page, with its cursor.` })
  class Edge {
    @Field(() => node, { description: 'The row itself.' })
    node!: unknown;

    @Field(() => String, { description: 'An opaque position, for `after`, valid in the order that the page was asked for in.' })
    cursor!: string;
  }

  @ObjectType(`${nodeName}Connection`, { description: `A page of ${nodeName} rows.` })
  class Connection {
    @Field(() => [node], { description: 'The rows of the page, without cursors.' })
    nodes!: unknown[];

    @Field(() => [Edge], { description: 'The rows of the page, each with its cursor.' })
    edges!: Edge[];

    @Field(() => PageInfo, { description: 'Where the page lies and whether more follow.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many rows the whole list has for this viewer. Counted only when it is selected.' })
    totalCount!: number;
  }

  return Connection;
}
