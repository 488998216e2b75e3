import { registerEnumType } from 'type-graphql';

export enum ReportState {
  NOT_YET_DUE = 'NOT_YET_DUE',
  DUE = 'DUE',
  OVERDUE = 'OVERDUE',
  SUBMITTED = 'SUBMITTED',
  RETURNED = 'RETURNED',
  ACCEPTED = 'ACCEPTED',
}

registerEnumType(ReportState, {
  name: 'ReportState',
  description: 'How far a report is. What was not handed in yet goes by the day, in China.',
  valuesConfig: {
    NOT_YET_DUE: { description: '未到期: its period is not over.' },
    DUE: { description: '待报送: its period is over, and the due day has not passed.' },
    OVERDUE: { description: '逾期: the due day has passed.' },
    SUBMITTED: { description: '已报送: it is reviewed, from the villages up.' },
    RETURNED: { description: '已退回: it was sent back with a reason, and is to be handed in again.' },
    ACCEPTED: { description: '已通过: every place that it concerns has accepted it.' },
  },
});

export enum ReportOrder {
  DUE = 'DUE',
  NEWEST = 'NEWEST',
}

registerEnumType(ReportOrder, {
  name: 'ReportOrder',
  description: 'Orders of a list of reports.',
  valuesConfig: {
    DUE: { description: 'What is due first before the rest.' },
    NEWEST: { description: 'Owed last first.' },
  },
});
