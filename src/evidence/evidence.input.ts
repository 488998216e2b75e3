import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'A file to bind to a row.' })
export class AttachEvidenceInput {
  @Field(() => ID, { description: "A file that the viewer's organisation has uploaded (POST /evidence gives its id)." })
  file!: string;

  @Field(() => ID, {
    description: 'The contribution that it is evidence for, or the project: one that the organisation recorded or leads, or that concerns its place.',
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
