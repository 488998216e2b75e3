import { writeFileSync } from 'node:fs';
import { buildApiSchema, printApiSchema } from './schema.js';
import { projectFile } from './shared/root.js';

/** Writes schema/schema.graphql anew: npm run schema. */
writeFileSync(projectFile('schema/schema.graphql'), printApiSchema(buildApiSchema()));
