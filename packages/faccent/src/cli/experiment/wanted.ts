import path from 'node:path';
import {
  type ExperimentCondition,
  type ExperimentPlan,
  FaccentError,
  type Model,
  type Objective,
  type RunOptions,
  type RunRequest,
  box,
  digest,
  negate,
  objectives,
  recipe,
} from 'faccent';
import { jobId } from '../../atlas/job.js';
import { canonicalJson } from '../../declaration/json.js';
import { wholeDescription } from '../../declaration/declare.js';
import { colourFrom } from '../../image/background.js';
import { recordedFrom } from '../../recipe/settings.js';
import type { BlockPhotograph } from '../exemplars/block.js';
import { ofFeature, onTokens } from '../target.js';
import type { Chosen, Unit } from './photographs.js';

/** Counts up where pictures are written otherwise: they have other names then. */
const PICTURES = 1;

/** Views of a step, as `accentuate` and `visualize` have them, and steps of a visualization. */
const [VIEWS, NOISE_VIEWS, NOISE_STEPS] = [16, 8, 200];

/** A photograph by its path and SHA-256. */
export interface Source {
  readonly path: string;
  readonly sha256: string;
}

/** A picture of the page: a photograph on the canvas, or what a run makes. */
export interface Wanted {
  /** Its address by what it is made of: 32 hexadecimal digits. */
  readonly id: string;
  /** The photograph itself, or what a run starts from. */
  readonly photograph?: Source;
  readonly request?: RunRequest;
  /** Runs with the same share their compiled graphs. */
  readonly group: string;
}

const idOf = async (of: unknown): Promise<string> =>
  (await digest(new TextEncoder().encode(canonicalJson([PICTURES, of])))).slice(0, 32);

/** What makes a condition's runs, all checked before the first of them. */
export interface ConditionRuns {
  /**
   * The reference pictures of a unit's end.
   * @param end whose activation is lowered or raised
   */
  of(unit: Unit, end: 'low' | 'high', chosen: Chosen): Promise<Wanted[]>;
}

/** What makes pictures of a plan. */
export class Pictures {
  constructor(
    private readonly plan: ExperimentPlan,
    private readonly model: Model,
    /** Where photographs' paths begin. */
    private readonly folder: string,
    private readonly environment: Pick<RunOptions, 'device' | 'threads'>,
  ) {}

  /** A photograph as it is shown. */
  async photograph({ path: name, sha256 }: BlockPhotograph): Promise<Wanted> {
    const { size, background } = this.plan;
    const photograph = { path: path.join(this.folder, name), sha256 };
    return { id: await idOf({ sha256, size, background: colourFrom(background) }), photograph, group: '' };
  }

  /**
   * What makes the references of a condition.
   * @param path where it stands in the plan, for errors
   * @throws FaccentError that names the setting that is not what it should be
   */
  async condition(condition: ExperimentCondition, path: string): Promise<ConditionRuns> {
    const { show, from } = condition;
    const { references } = this.plan;
    if (show === 'nothing') return { of: () => Promise.resolve([]) };
    if (show === 'photographs')
      return {
        of: (_, end, { photographs, [end]: own }) =>
          Promise.all(own.map((place) => this.photograph(photographs[place]!))),
      };
    const base = await this.base(condition, path);
    const isNoise = show === 'visualizations';
    return {
      of: (unit, end, { photographs, others, ...chosen }) => {
        const starts = from === 'same' ? chosen[end] : others.slice(0, references);
        if (starts.length < references)
          throw new FaccentError(
            `${path}: from "random" accentuates ${references} photographs that are not shown otherwise, and of ${unit.layer}:${unit.unit} ${starts.length} are left: take more photographs, or fewer references`,
          );
        const seeds = Array.from({ length: references }, (_, i) => Number(base.settings.randomSeed) + i);
        return Promise.all(
          isNoise
            ? seeds.map((seed) => this.run(base, condition, unit, end, { seed }))
            : starts.map((place) => this.run(base, condition, unit, end, { start: photographs[place]! })),
        );
      },
    };
  }

  /** What all runs of a condition have in common. */
  private base({ show, views, settings = {} }: ExperimentCondition, path: string): Promise<RunRequest> {
    const isNoise = show === 'visualizations';
    const { size } = this.plan;
    const given = recordedFrom(settings, { path: `${path}.settings`, known: true });
    if (given.transform && views !== undefined)
      throw new FaccentError(
        `${path}.views and the transform in its settings both say how many: leave views out`,
      );
    const { parameterization } = given;
    const seen = { views: views ?? (isNoise ? NOISE_VIEWS : VIEWS) };
    const transform =
      given.transform ?? (isNoise ? parameterization?.noiseTransform?.(seen) : undefined) ?? box(seen);
    const options: RunOptions = {
      ...(isNoise && { steps: NOISE_STEPS, strength: 0 }),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...{ transform, ...this.environment },
    };
    const anything = this.objective({ layer: this.model.logits, unit: 0 }, 'high');
    const photograph = isNoise ? undefined : { path: '', sha256: '', size };
    return recipe({ model: this.model, options, size, photograph, objective: anything });
  }

  private objective({ layer, unit }: Unit, end: 'low' | 'high'): Objective {
    const raised = objectives.read(onTokens(this.model, ofFeature({ layer, unit })).objective);
    return end === 'high' ? raised : negate(raised);
  }

  private async run(
    base: RunRequest,
    { name }: ExperimentCondition,
    unit: Unit,
    end: 'low' | 'high',
    { start, seed }: { readonly start?: BlockPhotograph; readonly seed?: number },
  ): Promise<Wanted> {
    const photograph = start && { path: path.join(this.folder, start.path), sha256: start.sha256 };
    const request: RunRequest = {
      ...base,
      name: `${end} ${unit.layer}:${unit.unit}`,
      objective: wholeDescription(this.objective(unit, end)) as RunRequest['objective'],
      photo: photograph && { ...photograph, background: colourFrom(this.plan.background) },
      settings: { ...base.settings, ...(seed !== undefined && { randomSeed: seed }) },
    };
    const group = JSON.stringify([name, unit.layer, end]);
    return { id: await idOf(await jobId(request)), photograph, request, group };
  }
}
