import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'A file to bind to a row.' })
export class AttachEvidenceInput {
  @Field(() => ID, { description: "A file that the viewer's organisation has uploaded (POST /evidence gives its id)." })
  file!: string;

  @Field(() => ID, {
    description:
      'The contribution, project, agreement, confirmation, report or finding that it is evidence for: one that is of the organisation, or that concerns its place.',
  })
  subject!: string;

  @Field(() => String, { nullable: true, description: 'What it shows, at most 500 characters.' })
  caption?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the public may see it once the row is accepted. A receipt with names or account numbers is not for the public.',
  })
  isPublic!: boolean;
}
