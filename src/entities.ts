import { Contribution, ContributionLine, ContributionPlace, ContributionSector } from './contribution/contribution.entity.js';
import { Fund } from './fund/fund.entity.js';
import { Pairing } from './pairing/pairing.entity.js';
import { Partner } from './partner/partner.entity.js';
import { Place } from './place/place.entity.js';
import { PoorCounty } from './place/poor-county.entity.js';
import { Programme, ProgrammeLevel } from './programme/programme.entity.js';
import { Sector } from './programme/sector.entity.js';
import { Project, ProjectPlace } from './project/project.entity.js';
import { Node } from './reading/node.js';
import { PublishedFigure } from './result/published-figure.entity.js';

/** Everything the ORM maps. */
export const ENTITIES = [
  Node,
  Place,
  PoorCounty,
  Partner,
  Programme,
  ProgrammeLevel,
  Sector,
  Pairing,
  Fund,
  Project,
  ProjectPlace,
  Contribution,
  ContributionPlace,
  ContributionSector,
  ContributionLine,
  PublishedFigure,
];
