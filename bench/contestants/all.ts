import type { Contestant } from './contestant.js';
import { FLOOR } from './floor.js';
import { PLATFORM } from './platform.js';

export const CONTESTANTS: readonly Contestant[] = [FLOOR, PLATFORM];
