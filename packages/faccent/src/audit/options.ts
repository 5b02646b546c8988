import { FaccentError } from '../errors.js';
import { checked, count } from '../declaration/schema.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { RunOptions } from '../options.js';
import { fourier } from '../parameterization/fourier.js';
import { laplacian } from '../parameterization/laplacian.js';
import type { Parameterization } from '../parameterization/parameterization.js';
import { pixel } from '../parameterization/pixel.js';
import type { Checkpoint, Step } from '../step/records.js';
import { type AuditCheck } from './check.js';
import { auditCheckNames } from './checks.js';

/** A step of one of an audit's accentuations. */
export interface AuditStep extends Step {
  /** Which of them: as `own-0`. */
  readonly part: string;
  /** What it is, for people. */
  readonly name: string;
}

/** Which of an audit's accentuations, and how long it is. */
export interface AuditPlace {
  /** Counted from 1. */
  readonly at: number;
  readonly of: number;
  readonly steps: number;
}

/** What an audit can be told. */
export interface AuditOptions extends Omit<
  RunOptions,
  'mask' | 'start' | 'resume' | 'passes' | 'parameterization' | 'redirect' | 'startFrom' | 'snapshots'
> {
  /** Steps of each accentuation; 24 by default. */
  readonly steps?: number;
  /** Seeds that it is made from; 3 by default. */
  readonly seeds?: number;
  /** How it is written; fourier, pixel and laplacian by default. Each is made from every seed. */
  readonly parameterizations?: readonly Parameterization[];
  /** Other features of the layer that are accentuated, too, as a null distribution; 4 by default. */
  readonly others?: number;
  /** Natural photographs, of the canvas' size; crops of what is accentuated by default, which is a weak reference. */
  readonly natural?: readonly Image[];
  /** The feature's activations on whole natural photographs, where more are known than there are pictures. */
  readonly naturalActivations?: ArrayLike<number>;
  /** What natural photographs are called, for people. */
  readonly naturalName?: string;
  /** Another network that is shown the pictures. */
  readonly second?: Model;
  /** What the other network is called, for people. */
  readonly secondName?: string;
  /** The checks that are made; all by default. */
  readonly checks?: readonly AuditCheck['name'][];
  /** Is told of each accentuation before it begins. @param name what is accentuated */
  readonly onPart?: (part: string, name: string, place: AuditPlace) => void;
  /** Where an earlier audit left each of its accentuations, by `checkpoint` of their steps: asked before one goes on. */
  readonly resume?: (part: string) => Promise<Checkpoint | undefined>;
}

/** Options with nothing left to defaults. */
export type SettledAudit = ReturnType<typeof settledAudit>;

/**
 * What an audit does unless it is told otherwise.
 * @example AUDIT_DEFAULTS.seeds; // 3
 */
export const AUDIT_DEFAULTS = { steps: 24, views: 4, seeds: 3, others: 4 } as const;

/**
 * What of that an audit does that is to be quick, in two parameterizations.
 * @example await audited(model, { layer: 'block5c', unit: 12 }, [photo], { ...AUDIT_QUICK });
 */
export const AUDIT_QUICK = { steps: 12, seeds: 2, others: 2 } as const;

/** @throws FaccentError that names the option that is not what it should be */
export function settledAudit({
  steps = AUDIT_DEFAULTS.steps,
  seeds = AUDIT_DEFAULTS.seeds,
  others = AUDIT_DEFAULTS.others,
  parameterizations = [fourier(), pixel(), laplacian()],
  checks = auditCheckNames,
  randomSeed = 0,
  ...options
}: AuditOptions) {
  const unknown = checks.find((name) => !auditCheckNames.includes(name));
  if (unknown !== undefined)
    throw new FaccentError(`checks are ${auditCheckNames.join(', ')}; there is no "${unknown}"`);
  if (!checks.length) throw new FaccentError('checks names no check to make');
  const writings = parameterizations.map(({ name }) => name);
  if (!writings.length || new Set(writings).size < writings.length)
    throw new FaccentError('parameterizations names one or more, each once');
  return {
    ...options,
    ...{ parameterizations, checks, randomSeed },
    steps: checked(count(), steps, 'steps'),
    seeds: checked(count(), seeds, 'seeds'),
    others: checked(count(), others, 'others'),
  };
}
