import { type Registry, registry } from '../declaration/registry.js';
import * as all from './all.js';
import { COMPARED_WITH, type Measure } from './kind.js';

/**
 * All measures by name.
 * @example measures.names.includes('ssim'); // true
 */
export const measures: Registry<Measure> = registry<Measure>('measure', [all], '{"name": "ssim"}');

/** All measures in the order in which they are made and shown. */
export const inOrder: readonly Measure[] = COMPARED_WITH.flatMap((comparedWith) =>
  measures.declared.map(({ make }) => make({})).filter((one) => one.comparedWith === comparedWith),
);
