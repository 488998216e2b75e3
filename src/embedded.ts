import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { dataDir as emptyDatabase } from '@electric-sql/pglite-prepopulatedfs';

const EXTENSIONS = { btree_gist };

/** A new embedded database, in a folder that is not there yet or in memory. It is unpacked: PGlite would take three times as long to make one. */
export async function createEmbedded(folder?: string): Promise<PGlite> {
  return PGlite.create({ ...(folder === undefined ? {} : { dataDir: folder }), loadDataDir: await emptyDatabase(), extensions: EXTENSIONS });
}

/** The embedded database that a folder holds. */
export async function openEmbedded(folder: string): Promise<PGlite> {
  return PGlite.create({ dataDir: folder, extensions: EXTENSIONS });
}
