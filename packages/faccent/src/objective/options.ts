import * as z from 'zod/mini';
import { optional, required, usually } from '../declaration/option.js';
import { type Schema, index, pair, record, text } from '../declaration/schema.js';
import type { Objective } from './objective.js';
import type { Position, PositionBox } from './position.js';
import { unit as unitSchema } from './unit.js';

export const layer = required(text, "the layer's name");

export const unit = required(
  unitSchema,
  "a channel's index, or a direction (one number a channel, used as it is)",
);

export const item = optional(index, 'which image of the batch; all by default');

const positionSchema: Schema<Position> = pair;
/** For what is of all positions unless one is named. */
export const position = optional(positionSchema, 'row and column in the layer; all positions by default');
/** For what is of one position. */
export const onePosition = optional(
  positionSchema,
  'row and column in the layer; the middle (h // 2, w // 2) by default',
);

export const positionBox: Schema<PositionBox> = record({ y: index, x: index, height: index, width: index });

/** Power of a similarity, which may be negative. */
export const wholePower = usually(
  index,
  1,
  'power of the similarity: a whole number, since it may be negative',
);

/** Whether a value is an objective: whatever has its functions. */
export const isObjective = (value: unknown): value is Objective =>
  typeof value === 'object' && value !== null && 'inputs' in value && 'value' in value;

/** An objective within another. */
export const inner = required(
  z.custom<Objective>(isObjective, 'an objective'),
  'the objective that it is of',
  {
    json: {
      write: (one, describe) => describe(one),
      read: (json, path, within) => within.read(json, path) as Objective,
    },
  },
);
