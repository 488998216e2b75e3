import { leadsTo, PART_OF_ITS_OWNER, type Visibility } from '../access/visibility.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, anyOf, sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { Project } from './project.entity.js';
import { PROJECT_OWNED } from './project.reading.js';
import { isOpenForStep, PROJECT_STEPS, type ProjectStep } from './project.steps.js';
import { ProjectAcceptance } from './project-acceptance.entity.js';
import { ProjectObjection } from './project-objection.entity.js';

/** An objection is its account's, and for those whose business the project is. */
const OBJECTORS_AND_PARTIES: Visibility = {
  policy: 'OBJECTORS_AND_PARTIES',
  isPersonal: true,
  hasHand: () => sql`true`,
  predicate: (row, viewer) => {
    if (viewer.accountId === null) return sql`false`;
    return anyOf([
      sql`${row('account_id')} = ${viewer.accountId}::bigint`,
      leadsTo('project', row('project_id'), (project) => PROJECT_OWNED.hasHand(project, viewer), 'party'),
    ]);
  },
};

declareShape(ProjectObjection, { table: 'project_objection', visibility: OBJECTORS_AND_PARTIES, orders: { NEWEST: NEWEST_FIRST } });
declareShape(ProjectAcceptance, { table: 'project_acceptance', visibility: PART_OF_ITS_OWNER });

const ofProject = (project: Alias, row: Alias) => sql`${row('project_id')} = ${project('id')}`;

extendShape(Project, {
  lists: { acceptances: { to: () => shapeOf(ProjectAcceptance), on: ofProject, order: (row) => row('id') } },
  connections: { objections: { to: () => shapeOf(ProjectObjection), on: ofProject } },
  columns: {
    ...Object.fromEntries(Object.keys(PROJECT_STEPS).map((step) => [step, isOpenForStep(step as ProjectStep)])),
    isViewersToLead: (row) => sql`coalesce(${row('lead_partner_id')} = viewer_partner(), false)`,
  },
  needs: {
    viewerCanOpenNotice: ['openProjectNotice'],
    viewerCanApprove: ['approveProject'],
    viewerCanReturn: ['returnProject'],
    viewerCanAccept: ['acceptProject'],
    viewerCanSuspend: ['suspendProject'],
    viewerCanResume: ['resumeProject'],
    viewerCanObject: ['objectToProject'],
    viewerCanSet: ['isViewersToLead', 'status'],
  },
});

extendShape(WaitingItem, {
  one: {
    project: {
      to: () => shapeOf(Project),
      on: (item, row) => sql`${item('subject_type')} = 'Project' and ${row('id')} = ${item('subject_id')}`,
    },
  },
});
