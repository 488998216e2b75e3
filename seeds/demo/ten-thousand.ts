import type { Reference } from '../reference-rows.js';
import type { Book } from './book.js';
import { yearOf } from './day.js';
import { PUBLISHED } from './published-totals.js';
import type { Random } from './random.js';
import { splitCount } from './split.js';
import { writeKind, writeMoney, writePromises } from './ten-thousand-gifts.js';
import { TEN_THOUSAND, type VillageProject, writeVillageProjects } from './ten-thousand-projects.js';
import type { County } from './villages.js';

/** Ten Thousand Enterprises up to 2020: 4,888 enterprises and chambers, 5,266 villages with one of them each, 11,000 projects. */
export function writeTenThousand(book: Book, reference: Reference, counties: readonly County[], random: Random): VillageProject[] {
  const projects = writeVillageProjects(book, reference, counties, random);

  writeMoney(book, projects, random);
  writePromises(book, projects, random);
  writeKind(book, projects, random);
  writePeople(book, projects, random);
  return projects;
}

function writePeople(book: Book, projects: readonly VillageProject[], random: Random): void {
  const people = splitCount(PUBLISHED.tenThousand.people, random.weights(projects.length));
  projects.forEach(({ project, giver }, index) => {
    book.people({
      channel: TEN_THOUSAND,
      programme: TEN_THOUSAND,
      flowClass: null,
      partnerId: giver.partnerId,
      projectId: project.id,
      placeId: project.where.placeId,
      year: yearOf(project.startedOn),
      people: people[index] ?? 0,
    });
  });
}
