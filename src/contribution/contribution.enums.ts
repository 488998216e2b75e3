import { registerEnumType } from 'type-graphql';

export enum FlowClass {
  FISCAL = 'FISCAL',
  DONATION = 'DONATION',
  INVESTMENT = 'INVESTMENT',
  LOAN = 'LOAN',
  PURCHASE = 'PURCHASE',
  UNSPECIFIED = 'UNSPECIFIED',
}

registerEnumType(FlowClass, {
  name: 'FlowClass',
  description: 'What kind of flow a contribution is. Classes are never added together unless a total names them.',
  valuesConfig: {
    FISCAL: { description: '财政资金: money of a government budget.' },
    DONATION: { description: '捐赠: given for nothing.' },
    INVESTMENT: { description: '投资: commercial investment; it is to earn a return.' },
    LOAN: { description: '贷款: to be paid back.' },
    PURCHASE: { description: '消费帮扶: goods bought from the places.' },
    UNSPECIFIED: { description: 'The source does not say. No other class ever absorbs it.' },
  },
});

export enum Stage {
  PLEDGED = 'PLEDGED',
  COMMITTED = 'COMMITTED',
  DISBURSED = 'DISBURSED',
}

registerEnumType(Stage, {
  name: 'Stage',
  description: 'How far money is. The stages are different statements about the same money and are never added together.',
  valuesConfig: {
    PLEDGED: { description: '认捐、承诺: promised.' },
    COMMITTED: { description: '签约: bound by an agreement.' },
    DISBURSED: { description: '到位: paid or handed over.' },
  },
});

export enum Form {
  CASH = 'CASH',
  GOODS = 'GOODS',
  STAFF = 'STAFF',
  TRAINING = 'TRAINING',
  JOBS = 'JOBS',
  SERVICE = 'SERVICE',
  LAND_OR_PLANT = 'LAND_OR_PLANT',
}

registerEnumType(Form, {
  name: 'Form',
  description: 'What is given: cash, or help in kind, which is never part of a cash total.',
  valuesConfig: {
    CASH: { description: '资金.' },
    GOODS: { description: '物资.' },
    STAFF: { description: '选派干部人才: posted staff.' },
    TRAINING: { description: '培训, in person-times.' },
    JOBS: { description: '就业岗位.' },
    SERVICE: { description: '服务.' },
    LAND_OR_PLANT: { description: '土地、厂房.' },
  },
});

export enum StaffRole {
  POSTED_CADRE = 'POSTED_CADRE',
  HOOKUP_CADRE = 'HOOKUP_CADRE',
  FIRST_SECRETARY = 'FIRST_SECRETARY',
  RESIDENT_TEAM = 'RESIDENT_TEAM',
}

registerEnumType(StaffRole, {
  name: 'StaffRole',
  description: 'Which of the posted-staff counts a line is. The same people stand in several of them, so they are never added to each other.',
  valuesConfig: {
    POSTED_CADRE: { description: '挂职干部: cadres posted from elsewhere.' },
    HOOKUP_CADRE: { description: '挂钩干部职工: staff hooked up with households.' },
    FIRST_SECRETARY: { description: '第一书记: first secretaries of villages.' },
    RESIDENT_TEAM: { description: '驻村队员: members of teams that live in villages.' },
  },
});

export enum ContributionState {
  DRAFT = 'DRAFT',
  SUBMITTED = 'SUBMITTED',
  CONFIRMED = 'CONFIRMED',
  DISPUTED = 'DISPUTED',
  ACCEPTED = 'ACCEPTED',
  RETURNED = 'RETURNED',
  WITHDRAWN = 'WITHDRAWN',
}

registerEnumType(ContributionState, {
  name: 'ContributionState',
  description: 'Where a contribution is in review.',
  valuesConfig: {
    DRAFT: { description: '草稿: seen by whoever recorded it only, and not counted.' },
    SUBMITTED: { description: '已提交: handed in; counts in the balances of funds, not in public totals.' },
    CONFIRMED: { description: '已确认: the receiving side says the same; waits to be accepted, and counts as what is handed in.' },
    DISPUTED: {
      description: '有出入: the receiving side has another figure. Both stay, and no public total uses either until they agree.',
    },
    ACCEPTED: { description: '已验收: public, and part of every total.' },
    RETURNED: { description: '退回: sent back with a reason, and not counted.' },
    WITHDRAWN: { description: '撤回: taken back before it was accepted, and not counted.' },
  },
});
