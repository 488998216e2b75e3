import type { PeopleChannelRow } from './tables.js';

/**
 * The five published figures for people. They count in the same counties, so between channels there is a range and never a
 * sum.
 */
export const PEOPLE_CHANNELS: readonly PeopleChannelRow[] = [
  {
    code: 'EAST_WEST_FISCAL',
    nameZh: '东西部协作财政帮扶带动脱贫人口',
    nameEn: 'People helped out of poverty by East–West fiscal aid',
    noteZh: null,
    noteEn: null,
  },
  {
    code: 'EAST_WEST_ENTERPRISE_SHANGHAI',
    nameZh: '上海企业带动贫困人口',
    nameEn: 'People benefiting from Shanghai enterprises',
    noteZh: null,
    noteEn: null,
  },
  {
    code: 'EAST_WEST_ENTERPRISE_GUANGDONG',
    nameZh: '广东企业带动贫困人口',
    nameEn: 'People benefiting from Guangdong enterprises',
    noteZh: null,
    noteEn: null,
  },
  {
    code: 'TEN_THOUSAND_ENTERPRISES',
    nameZh: '万企帮万村受益人口',
    nameEn: 'People benefiting from Ten Thousand Enterprises',
    noteZh: null,
    noteEn: null,
  },
  {
    code: 'DEPARTMENT_HOOKUP',
    nameZh: '挂包帮帮扶对象',
    nameEn: 'Reached by Department Hook-up',
    noteZh: '来源将户与人混用：称帮扶建档立卡户，单位写作万人；此处按人记录，未作换算。',
    noteEn:
      'The source mixes households and people: it speaks of registered households and gives the figure in people. Recorded here as people, without conversion.',
  },
];
