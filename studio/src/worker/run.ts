import {
  type AccentuateOptions,
  type GraphCache,
  type Model,
  type Photograph,
  type RecipeRun,
  type RunRequest,
  type Step,
  box,
  earlyLayer,
  opacityMap,
  recipe,
  runRecipe,
  viewsWithin,
} from 'faccent';
import { featureName } from '../state/names.js';
import { bytesOf, pictureOf } from './pictures.js';
import type { Machine, RunEnd, RunNews, RunSettings, RunWish } from './protocol.js';

/** Steps between two looks at the opacity map of a run that goes on. */
const OPACITY_EVERY = 5;

/** A turn of the worker's events, so that what the page asks is heard between two steps. */
const breathe = (): Promise<void> =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      port1.close();
      done();
    };
    port2.postMessage(undefined);
  });

/** The layer that holds runs of a network close to the photograph: its own, or an early one that can. */
export const holderOf = (model: Model): string | undefined =>
  model.description.regularize ?? earlyLayer(model)?.name;

/** What a person chose, as the library has it. */
export const optionsOf = (
  model: Model,
  { views, steps, strength, learningRate, randomSeed }: RunSettings,
  { device, threads }: Machine,
): AccentuateOptions => ({
  ...{ steps, strength, learningRate, randomSeed, device, threads },
  transform: box({ views }),
  regularize: holderOf(model) ?? null,
});

/** What a run is asked. */
export interface Asked {
  readonly request: () => RunRequest | Promise<RunRequest>;
  /** What is raised, for the names of its files. */
  readonly feature: string;
  /** Its views, and the seconds that a step may take, by which the next run's views are chosen. */
  readonly pace?: { readonly views: number; readonly budget: number };
}

/** What a person wishes, as a run is asked it. */
export const askedBy = (
  { feature, settings, budget }: RunWish,
  model: Model,
  photograph: Photograph,
  machine: Machine,
): Asked => ({
  request: () =>
    recipe({ model, photograph, objective: feature, options: optionsOf(model, settings, machine) }),
  feature: featureName(feature),
  pace: { views: settings.views, budget },
});

/** One accentuation: it can be paused, and what is stopped ends as a run of the steps that were done. */
export class Run {
  private stopped = false;
  /** Of the steps after the first, which has the making of the graph in it. */
  private readonly seconds: number[] = [];
  private waiting: { readonly over: Promise<void>; readonly end: () => void } | undefined;
  /** What its files are made of, once it has ended. */
  ended: RecipeRun | undefined;
  /** What its files are called before their ends. */
  readonly stem: string;

  constructor(
    readonly model: Model,
    /** None of a run from noise. */
    readonly photo: Photograph | undefined,
    private readonly asked: Asked,
    private readonly cache: GraphCache,
  ) {
    const from = photo ? (photo.path ?? 'photograph') : 'noise';
    this.stem = `${from.replace(/\.[^.]+$/, '')} ${asked.feature}`;
  }

  pause(): void {
    if (this.waiting) return;
    let end!: () => void;
    const over = new Promise<void>((done) => (end = done));
    this.waiting = { over, end };
  }

  goOn(): void {
    this.waiting?.end();
    this.waiting = undefined;
  }

  stop(): void {
    this.stopped = true;
    this.goOn();
  }

  async go(news: (news: RunNews) => void): Promise<RunEnd> {
    const started = performance.now();
    if (this.photo) news({ kind: 'start', picture: pictureOf(this.photo) });
    const request = await this.asked.request();
    let run = runRecipe(request, this, { cache: this.cache, snapshots: 1 });
    let last: Step | undefined;
    for (;;) {
      await breathe();
      if (this.waiting) news({ kind: 'rests' });
      await this.waiting?.over;
      if (this.stopped && last) {
        // what was done is a run of as many steps
        const resume = await last.checkpoint!();
        await run.return(undefined as never);
        const settings = { ...request.settings, steps: resume.steps.length };
        run = runRecipe({ ...request, settings }, this, { cache: this.cache, snapshots: 1, resume });
      }
      const begun = performance.now();
      const { done, value } = await run.next();
      if (done) {
        this.ended = value;
        return this.end(value, (performance.now() - started) / 1000);
      }
      if (!this.photo && !last) news({ kind: 'start', picture: pictureOf(value.image!) });
      await this.tell(value, begun, news);
      last = value;
    }
  }

  private async tell(step: Step, begun: number, news: (news: RunNews) => void): Promise<void> {
    const { activation, distance, note } = step;
    const { image } = await step.after!();
    const seconds = (performance.now() - begun) / 1000;
    if (step.step > 0) this.seconds.push(seconds);
    news({
      kind: 'step',
      step: { step: step.step, activation, distance, seconds, note, picture: pictureOf(image) },
    });
    if (step.step % OPACITY_EVERY !== OPACITY_EVERY - 1) return;
    const { state } = await step.checkpoint!();
    news({ kind: 'opacity', map: bytesOf(opacityMap(state.opacity!, image.size)) });
  }

  private end({ result, recipe }: RecipeRun, seconds: number): RunEnd {
    const { image, opacity, activation } = result;
    const percentile = recipe.settings.opacityPercentile;
    return {
      opacity: bytesOf(opacityMap(opacity, image.size, { percentile })),
      activation,
      views: this.fittingViews(),
      steps: result.steps.length,
      seconds,
    };
  }

  /** How many views a step has time for, by the median of those that were measured. */
  private fittingViews(): number {
    const { views, budget } = this.asked.pace ?? { views: 1, budget: 0 };
    const seconds = this.seconds.toSorted((a, b) => a - b)[Math.floor(this.seconds.length / 2)];
    return seconds && budget ? viewsWithin(budget, { views, seconds }) : views;
  }
}
