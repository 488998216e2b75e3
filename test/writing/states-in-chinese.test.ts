import { describe, expect, test } from '@jest/globals';
import { nameZh } from '../../src/shared/names-zh.js';
import type { Answer } from '../support/answer.js';
import { openYear } from '../support/closing.js';
import { handedIn, openPeriod, reportNow, reportOwed } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift } from '../support/world.js';

const given = useWorld();

const STATES = [
  'ContributionState',
  'ProjectStatus',
  'AgreementState',
  'AmendmentState',
  'ReportState',
  'CorrectionRequestState',
  'FindingStatus',
] as const;

/** What a refusal says in Chinese, with that of each rule. */
const saidIn = ({ errors: [error] }: Answer): string[] => {
  const { messages, rules = [] } = (error?.extensions ?? {}) as { messages?: { zh: string }; rules?: { messages: { zh: string } }[] };
  return [messages?.zh ?? '', ...rules.map((rule) => rule.messages.zh)];
};

describe('a refusal in Chinese calls a state by its Chinese name', () => {
  test.each(STATES)('which each value of %s has in the schema', async (type) => {
    const { __type } = await given.platform.read(`{ __type(name: "${type}") { enumValues { name description } } }`);
    for (const { name, description } of __type.enumValues) expect(description.startsWith(nameZh(type, name))).toBe(true);
  });

  test('of a contribution and a period', async () => {
    const { platform, world } = given;
    const period = await openYear(platform, world, 2016);
    const contribution = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, occurredOn: '2016-05-01' }));
    const again = await platform.write(world.shanghai, 'submitContribution', { contribution });
    expect(saidIn(again)).toEqual(['投入现在是“已提交”，须为“草稿”或“退回”。']);
    expect(saidIn(await platform.write(world.office, 'closePeriod', { period })).join()).toContain('（已提交 1 笔）');
  });

  test('of a project', async () => {
    const { platform, world } = given;
    const proposal = { programme: 'EAST_WEST', nameZh: '道路', sector: '31120', places: [{ place: COUNTY }] };
    const project = await platform.done(world.shanghai, 'proposeProject', proposal);
    await platform.done(world.office, 'approveProject', { project });
    expect(saidIn(await platform.write(world.office, 'approveProject', { project })).join()).toMatch(/^项目现在是“已批复”，须为“\p{Script=Han}+”/u);
  });

  test('of a report', async () => {
    const { platform, world } = given;
    const { id: report } = await reportOwed(platform, world, await openPeriod(platform, world), world.enterpriseId);
    await handedIn(platform, world.enterprise, report);
    const { version } = await reportNow(platform, report);
    expect(saidIn(await platform.write(world.enterprise, 'saveReport', { report, version, narrative: '又' }))).toEqual([
      '报表现在是“已报送”（第 1 轮），须为“待报送”或“已退回”。',
    ]);
  });
});
