import { BigIntType } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum WaitingKind {
  CONFIRM = 'CONFIRM',
  ACCEPT = 'ACCEPT',
  MEND_RETURNED = 'MEND_RETURNED',
  AGREE_DISPUTE = 'AGREE_DISPUTE',
  SIGN = 'SIGN',
  DECIDE_PROJECT = 'DECIDE_PROJECT',
  ACCEPT_PROJECT = 'ACCEPT_PROJECT',
  AGREE_CORRECTION = 'AGREE_CORRECTION',
  MEND_WEBHOOK = 'MEND_WEBHOOK',
  ANSWER_FINDING = 'ANSWER_FINDING',
  SUBMIT_REPORT = 'SUBMIT_REPORT',
  REVIEW_REPORT = 'REVIEW_REPORT',
}

registerEnumType(WaitingKind, {
  name: 'WaitingKind',
  description: 'What somebody is waited for to do.',
  valuesConfig: {
    CONFIRM: { description: '待确认: to say what was received.' },
    ACCEPT: { description: '待验收: to accept what was confirmed, or to send it back.' },
    MEND_RETURNED: { description: '待修改: to mend or withdraw what was sent back.' },
    AGREE_CORRECTION: { description: '待同意更正: to agree to a correction in a closed period, or to refuse it.' },
    ANSWER_FINDING: { description: '待答复: to answer what an auditor found.' },
    SUBMIT_REPORT: { description: '待报送: to hand in a report, from the first reminder on.' },
    REVIEW_REPORT: { description: '待审核: to accept a report after the places below, or to send it back.' },
    AGREE_DISPUTE: { description: '待协商: the two sides have different figures, and one of them has to mend its own.' },
    SIGN: { description: '待签署: to sign an agreement or an amendment.' },
    DECIDE_PROJECT: { description: '待批复: to give public notice of a proposed project, to approve it or to send it back.' },
    ACCEPT_PROJECT: { description: '待验收: to accept a completed project, or to send it back.' },
    MEND_WEBHOOK: { description: '待处理: a webhook was given up, and a manager has to enable or disable it.' },
  },
});

@ObjectType({ implements: Node, description: 'A thing that waits for the organisation that the viewer acts for 待办.' })
@Entity({ tableName: 'waiting_item' })
export class WaitingItem extends Node {
  @Field(() => WaitingKind, { description: 'What is to be done.' })
  @Property({ type: 'text' })
  kind!: WaitingKind;

  @Field(() => DateTimeResolver, { description: 'Since when it waits.' })
  @Property({ type: 'timestamptz' })
  since!: string;

  @Field(() => LocalDate, { description: 'The day by which it is due; the programme says how many days each step may take.' })
  @Property({ type: 'date' })
  dueOn!: string;

  @Property({ type: 'text' })
  subjectType!: string;

  @Property({ type: new BigIntType('string') })
  subjectId!: string;
}
