import type { SqlEntityManager } from '@mikro-orm/sql';
import DataLoader from 'dataloader';
import { Contribution } from '../../../src/contribution/contribution.entity.js';
import { Partner } from '../../../src/partner/partner.entity.js';
import { Place } from '../../../src/place/place.entity.js';
import { Project } from '../../../src/project/project.entity.js';

export interface CountyFigures {
  readonly net_fen: string | null;
  readonly projects: string;
  readonly partners: string;
}

export interface Lineage {
  readonly id: string;
  readonly village_id: string | null;
  readonly township_id: string | null;
  readonly county_id: string | null;
}

export interface Loaders {
  /** The places that a place lies in; the entity leaves these columns to the database. */
  readonly lineage: DataLoader<string, Lineage>;
  readonly place: DataLoader<string, Place>;
  readonly partner: DataLoader<string, Partner>;
  readonly project: DataLoader<string, Project>;
  readonly contributionsOfProject: DataLoader<string, Contribution[]>;
  readonly figures: (fromYear: number | null) => DataLoader<string, CountyFigures>;
}

/** One loader for each relation, for one request. */
export function loadersOf(em: SqlEntityManager): Loaders {
  const figures = new Map<number | null, DataLoader<string, CountyFigures>>();
  return {
    lineage: byId((ids) =>
      em.execute<Lineage[]>('select id::text, village_id::text, township_id::text, county_id::text from place where id = any (?::bigint[])', [
        `{${ids}}`,
      ]),
    ),
    place: byId((ids) => em.find(Place, { id: { $in: ids } })),
    partner: byId((ids) => em.find(Partner, { id: { $in: ids } })),
    project: byId((ids) => em.find(Project, { id: { $in: ids } })),
    contributionsOfProject: new DataLoader(async (ids) => {
      const rows = await em.find(Contribution, { project: { $in: [...ids] }, state: 'ACCEPTED' } as never, { orderBy: { id: 'desc' } });
      return ids.map((id) => rows.filter((row) => row.project?.id === id));
    }),
    figures: (fromYear) => {
      const known = figures.get(fromYear) ?? figuresFrom(em, fromYear);
      figures.set(fromYear, known);
      return known;
    },
  };
}

function byId<Entity extends { id: string }>(find: (ids: string[]) => Promise<Entity[]>): DataLoader<string, Entity> {
  return new DataLoader(async (ids) => {
    const found = new Map((await find([...ids])).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? new Error(`Expected a row with the id ${id}, got none`));
  });
}

function figuresFrom(em: SqlEntityManager, fromYear: number | null): DataLoader<string, CountyFigures> {
  return new DataLoader(async (ids) => {
    const rows = await em.execute<(CountyFigures & { id: string })[]>(
      'select place.id::text, figures.* from place, peer.place_figures(place, ?) as figures where place.id = any (?::bigint[])',
      [fromYear, `{${ids}}`],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? new Error(`Expected figures of place ${id}, got none`));
  });
}
