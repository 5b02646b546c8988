import { type Registry, registry } from '../declaration/registry.js';
import * as all from './all.js';
import type { DescribedSchedule } from './schedule.js';

export * from './all.js';
export type { DescribedSchedule, Schedule } from './schedule.js';

/**
 * All schedules by name.
 * @example schedules.parse('cosine:0.1').description; // { name: 'cosine', to: 0.1 }
 */
export const schedules: Registry<DescribedSchedule> = registry<DescribedSchedule>(
  'schedule',
  [all],
  '{"name": "cosine"}',
);
