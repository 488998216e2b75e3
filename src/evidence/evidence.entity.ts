import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../reading/node.js';
import { EvidenceState } from './evidence.enums.js';

@ObjectType({
  implements: Node,
  description:
    'A file that an organisation has uploaded (POST /evidence). It is what its hash says, for ever; the same content is one file of an organisation, however often it is uploaded.',
})
@Entity({ tableName: 'evidence_file' })
export class EvidenceFile extends Node {
  @Field(() => String, { description: 'Its name, as it was uploaded first.' })
  @Property({ type: 'text' })
  fileName!: string;

  @Field(() => String, { description: 'What it is by its content, such as image/jpeg; never what its sender said.' })
  @Property({ type: 'text' })
  mediaType!: string;

  @Field(() => Int, { description: 'Its size in bytes.' })
  @Property({ type: 'integer' })
  bytes!: number;

  @Field(() => String, { description: 'The SHA-256 of its content in 64 hexadecimal digits: anybody who has the file can compare it.' })
  @Property({ type: 'blob' })
  sha256!: string;

  @Field(() => EvidenceState, { description: 'Whether the content is still what was uploaded, as the last look at it found.' })
  @Property({ type: 'text', persist: false })
  state!: EvidenceState;

  @Field(() => DateTimeResolver, {
    description: 'When the content was last looked at as a whole, or was found to be another than before. A download looks at it, too.',
  })
  @Property({ type: 'timestamptz', persist: false })
  checkedAt!: string;

  @Field(() => DateTimeResolver, { description: 'When it was uploaded first.' })
  @Property({ type: 'timestamptz', persist: false })
  uploadedAt!: string;

  @Field(() => Boolean, { description: 'True for a file of the demonstration.' })
  @Property({ type: 'boolean', default: false })
  synthetic!: boolean;
}

@ObjectType({
  implements: Node,
  description:
    'Evidence 佐证: a file bound to a row by the hash of its content. It is for those whom the row concerns, and for the public only where whoever bound it says so.',
})
@Entity({ tableName: 'evidence' })
export class Evidence extends Node {
  @Field(() => EvidenceFile, { description: 'The file.' })
  @ManyToOne(() => EvidenceFile, { fieldName: 'file_id' })
  file!: EvidenceFile;

  @Field(() => String, { nullable: true, description: 'What it shows, in the words of whoever bound it.' })
  @Property({ type: 'text', nullable: true })
  caption!: string | null;

  @Field(() => Boolean, { description: 'Whether the public sees it, once it sees the row as accepted.' })
  @Property({ type: 'boolean' })
  isPublic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was bound to the row.' })
  @Property({ type: 'timestamptz', persist: false })
  boundAt!: string;

  @Field(() => DateTimeResolver, {
    nullable: true,
    description:
      'When it was detached; null while it is bound. What was detached is seen by whoever bound it, the programme office, auditors and administrators.',
  })
  @Property({ type: 'timestamptz', nullable: true, persist: false })
  detachedAt!: string | null;

  @Field(() => Boolean, { description: 'True for evidence of a generated example, or of the demonstration.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Property({ type: new BigIntType('string'), nullable: true })
  contributionId!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  projectId!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  agreementId!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  findingId!: string | null;
}
