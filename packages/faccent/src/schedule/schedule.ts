import { FaccentError } from '../errors.js';
import {
  type Description,
  type Reader,
  checkDepth,
  describe,
  index,
  number,
  optional,
  readNamed,
  reads,
} from '../declaration/json.js';

/**
 * What the learning rate is multiplied by at a step.
 * @param step counted from 0
 * @param steps those of the whole run
 * @returns a factor, finite and 0 or more
 */
export type Schedule = (step: number, steps: number) => number;

/** A schedule that can be written down. */
export type DescribedSchedule = Schedule & {
  /** What `scheduleFrom` makes the same schedule of. */
  readonly description: Description;
};

const scheduled = (name: string, options: object, factor: Schedule): DescribedSchedule =>
  Object.assign(factor, { description: describe(name, options) });

function checkFactor(what: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new FaccentError(`${what} of a schedule must be a number, 0 or more, not ${value}`);
}

/**
 * The same learning rate at every step.
 * @example accentuate(model, photo, objective, { schedule: constantSchedule() })
 */
export const constantSchedule = (): DescribedSchedule => scheduled('constant', {}, () => 1);

/** Options of `linearSchedule`. */
export interface LinearScheduleOptions {
  /** Factor at the first step; 1 by default. */
  readonly from?: number;
  /** Factor that a step after the last would have; 0 by default. */
  readonly to?: number;
}

/**
 * A learning rate that changes by the same amount at every step (PyTorch's `LinearLR` over all steps).
 * @throws FaccentError if a factor is negative or not finite
 * @example accentuate(model, photo, objective, { schedule: linearSchedule({ to: 0.1 }) })
 */
export function linearSchedule(options: LinearScheduleOptions = {}): DescribedSchedule {
  const { from = 1, to = 0 } = options;
  checkFactor('the first factor', from);
  checkFactor('the last factor', to);
  return scheduled('linear', options, (step, steps) => from + ((to - from) * step) / steps);
}

/** Options of `cosineSchedule`. */
export interface CosineScheduleOptions {
  /** Factor that a step after the last would have; 0 by default. */
  readonly to?: number;
}

/**
 * A learning rate that falls along half a cosine (Loshchilov and Hutter 2017, without restarts; PyTorch's
 * `CosineAnnealingLR` over all steps).
 * @throws FaccentError if the factor is negative or not finite
 * @example accentuate(model, photo, objective, { schedule: cosineSchedule() })
 */
export function cosineSchedule(options: CosineScheduleOptions = {}): DescribedSchedule {
  const { to = 0 } = options;
  checkFactor('the last factor', to);
  return scheduled(
    'cosine',
    options,
    (step, steps) => to + ((1 - to) * (1 + Math.cos((Math.PI * step) / steps))) / 2,
  );
}

/** Options of `stepSchedule`. */
export interface StepScheduleOptions {
  /** Steps between two changes: whole, 1 or more. */
  readonly every: number;
  /** What each change multiplies the learning rate by; 0.1 by default. */
  readonly factor?: number;
}

/**
 * A learning rate that is multiplied by a factor every so many steps (PyTorch's `StepLR`).
 * @throws FaccentError if `every` is not positive and whole, or the factor negative or not finite
 * @example accentuate(model, photo, objective, { schedule: stepSchedule({ every: 30, factor: 0.5 }) })
 */
export function stepSchedule(options: StepScheduleOptions): DescribedSchedule {
  const { every, factor = 0.1 } = options;
  if (!(Number.isSafeInteger(every) && every > 0))
    throw new FaccentError(`a learning rate changes every 1, 2, … steps, not every ${every}`);
  checkFactor('the factor', factor);
  return scheduled('step', options, (step) => factor ** Math.floor(step / every));
}

const real = optional(number);

/** Every schedule under the name that its description has. */
const READERS = new Map<string, Reader<DescribedSchedule>>([
  ['constant', reads(constantSchedule, {})],
  ['linear', reads(linearSchedule, { from: real, to: real })],
  ['cosine', reads(cosineSchedule, { to: real })],
  ['step', reads(stepSchedule, { every: index, factor: real })],
]);

/**
 * The schedule that a description stands for: `scheduleFrom(schedule.description)` makes `schedule` again.
 * @param description JSON from anywhere
 * @throws FaccentError that names the part of the description that cannot be used
 * @example scheduleFrom({ name: 'cosine', to: 0.1 })
 */
export function scheduleFrom(description: unknown): DescribedSchedule {
  checkDepth(description, 'schedule');
  return readNamed(description, 'schedule', READERS, '{"name": "cosine"}');
}

/**
 * The names that descriptions of schedules can have.
 * @example scheduleNames.includes('cosine')
 */
export const scheduleNames: readonly string[] = [...READERS.keys()];
