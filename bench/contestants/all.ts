import type { Contestant } from './contestant.js';
import { FLOOR } from './floor.js';
import { ORM } from './orm.js';
import { PLATFORM } from './platform.js';
import { POSTGRAPHILE, POSTGRAPHILE_OPEN } from './postgraphile.js';

export const CONTESTANTS: readonly Contestant[] = [FLOOR, PLATFORM, POSTGRAPHILE, POSTGRAPHILE_OPEN, ORM];
