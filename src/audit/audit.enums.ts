import { registerEnumType } from 'type-graphql';

export enum SampleSubject {
  CONTRIBUTIONS = 'CONTRIBUTIONS',
  PROJECTS = 'PROJECTS',
}

registerEnumType(SampleSubject, {
  name: 'SampleSubject',
  description: 'What a sample is drawn from.',
  valuesConfig: {
    CONTRIBUTIONS: { description: 'Accepted contributions that count.' },
    PROJECTS: { description: 'Projects that were approved and not given up.' },
  },
});

export enum SampleStrata {
  NONE = 'NONE',
  PARTNER = 'PARTNER',
  COUNTY = 'COUNTY',
}

registerEnumType(SampleStrata, {
  name: 'SampleStrata',
  description: 'What a sample is drawn from each of.',
  valuesConfig: {
    NONE: { description: 'From the whole frame.' },
    PARTNER: { description: 'From the rows of each partner.' },
    COUNTY: { description: 'From the rows of each county; those that lie in several are one stratum more.' },
  },
});

export enum FindingKind {
  NOT_RECEIVED = 'NOT_RECEIVED',
  AMOUNT_DIFFERS = 'AMOUNT_DIFFERS',
  COUNTED_TWICE = 'COUNTED_TWICE',
  WRONG_CLASS = 'WRONG_CLASS',
  WRONG_PLACE = 'WRONG_PLACE',
  WRONG_DAY = 'WRONG_DAY',
  EVIDENCE_MISSING = 'EVIDENCE_MISSING',
  EVIDENCE_DOUBTFUL = 'EVIDENCE_DOUBTFUL',
  MISUSED = 'MISUSED',
  OTHER = 'OTHER',
}

registerEnumType(FindingKind, {
  name: 'FindingKind',
  description: 'What is found of a row.',
  valuesConfig: {
    NOT_RECEIVED: { description: '未到位: it never came.' },
    AMOUNT_DIFFERS: { description: '金额不符: it was more or less.' },
    COUNTED_TWICE: { description: '重复统计: it stands in another row as well.' },
    WRONG_CLASS: { description: '性质不符: it is of another flow class, or no gift at all.' },
    WRONG_PLACE: { description: '地点不符: it went elsewhere.' },
    WRONG_DAY: { description: '日期不符: it was given on another day, perhaps in another period.' },
    EVIDENCE_MISSING: { description: '缺少佐证: nothing shows it.' },
    EVIDENCE_DOUBTFUL: { description: '佐证存疑: what shows it is doubtful.' },
    MISUSED: { description: '挪用: it was used for something else.' },
    OTHER: { description: '其他: something else, as described.' },
  },
});

export enum FindingSeverity {
  MINOR = 'MINOR',
  MAJOR = 'MAJOR',
  SEVERE = 'SEVERE',
}

registerEnumType(FindingSeverity, {
  name: 'FindingSeverity',
  description: 'How grave a finding is.',
  valuesConfig: {
    MINOR: { description: '轻微: a formal fault; the figure holds.' },
    MAJOR: { description: '较重: the figure has to be mended.' },
    SEVERE: { description: '严重: the figure does not hold, or money is lost.' },
  },
});

export enum FindingStatus {
  DRAFT = 'DRAFT',
  OPEN = 'OPEN',
  ANSWERED = 'ANSWERED',
  RESOLVED = 'RESOLVED',
}

registerEnumType(FindingStatus, {
  name: 'FindingStatus',
  description: 'How far a finding is.',
  valuesConfig: {
    DRAFT: { description: '草稿: not sent yet; auditors, the programme office and administrators see it.' },
    OPEN: { description: '待答复: sent, and an answer is due.' },
    ANSWERED: { description: '已答复: answered, and not settled yet.' },
    RESOLVED: { description: '已办结: settled, with what came of it.' },
  },
});

export enum Addressee {
  PARTNER = 'PARTNER',
  PLACE = 'PLACE',
}

registerEnumType(Addressee, {
  name: 'Addressee',
  description: 'Who has to answer a finding.',
  valuesConfig: {
    PARTNER: { description: 'The partner that gave, or leads the project.' },
    PLACE: { description: 'The place where it lies: the smallest that holds it.' },
  },
});

export enum RateDimension {
  PARTNER = 'PARTNER',
  COUNTY = 'COUNTY',
}

registerEnumType(RateDimension, {
  name: 'RateDimension',
  description: 'What findings are rated by.',
  valuesConfig: {
    PARTNER: { description: 'The partner of the rows.' },
    COUNTY: { description: 'The county that they lie in.' },
  },
});
