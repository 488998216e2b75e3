import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Pairing } from '../pairing/pairing.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { shareText } from '../shared/money/share.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Project, ProjectPlace } from './project.entity.js';
import { ProjectFilter, ProjectOrder, ProposeProjectInput, UpdateProjectInput } from './project.input.js';
import { proposeProject, updateProject } from './project.service.js';

export const ProjectConnection = connectionType(Project, 'Project');
const ProjectsArgs = pageArgs({ filter: ProjectFilter, order: ProjectOrder, defaultOrder: ProjectOrder.NEWEST });
const ProposeProjectPayload = payloadType('ProposeProject', Project, 'project', 'The project as proposed.');
const UpdateProjectPayload = payloadType('UpdateProject', Project, 'project', 'The project as it is now.');

@Resolver(() => Project)
export class ProjectResolver {
  @Query(() => ProjectConnection, { description: 'Projects, by programme, place, partner, sector or status.' })
  async projects(
    @Args(() => ProjectsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Project), args);
  }

  @FieldResolver(() => [ProjectPlace], { description: 'Its places with their shares, in the order they were given; at most 100.' })
  places(): never {
    return filledByStatement();
  }

  @FieldResolver(() => [Pairing], { description: 'The pairings it is done under.' })
  pairings(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Place, { nullable: true, description: 'The village it lies in; null where it lies in several or above that level.' })
  village(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Place, { nullable: true, description: 'The township it lies in; null where it reaches further.' })
  township(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Place, { nullable: true, description: 'The county it lies in; null where it reaches further.' })
  county(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Place, { nullable: true, description: 'The prefecture it lies in; null where it reaches further.' })
  prefecture(): never {
    return filledByStatement();
  }

  @Mutation(() => ProposeProjectPayload, {
    description: "Proposes a project led by the viewer's partner. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.",
  })
  async proposeProject(
    @Arg('input', () => ProposeProjectInput, { description: 'The project.' }) input: ProposeProjectInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return proposeProject(context, input, idempotencyKey);
  }

  @Mutation(() => UpdateProjectPayload, {
    description: 'Changes a project, by the partner that leads it. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async updateProject(
    @Arg('input', () => UpdateProjectInput, { description: 'What changes.' }) input: UpdateProjectInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return updateProject(context, input);
  }
}

@Resolver(() => ProjectPlace)
export class ProjectPlaceResolver {
  @FieldResolver()
  share(@Root() { shareParts, shareWhole }: ProjectPlace): string | null {
    return shareParts === null || shareWhole === null ? null : shareText({ parts: BigInt(shareParts), whole: BigInt(shareWhole) });
  }
}

@Resolver(() => Partner)
export class PartnerProjectsResolver {
  @FieldResolver(() => ProjectConnection, { description: 'The projects that the partner leads.' })
  projects(@Args(() => ProjectsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Place)
export class PlaceProjectsResolver {
  @FieldResolver(() => ProjectConnection, { description: 'The projects with a place within it, itself included.' })
  projects(@Args(() => ProjectsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Pairing)
export class PairingProjectsResolver {
  @FieldResolver(() => ProjectConnection, { description: 'The projects done under the pairing.' })
  projects(@Args(() => ProjectsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
