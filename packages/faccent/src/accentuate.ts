import type { Image } from './image/image.js';
import { Random } from './math/random.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import type { RunOptions } from './options.js';
import { read } from './platform/on-device.js';
import { measureBalance } from './step/balance.js';
import { checkpointOf, moved, standing } from './step/checkpoint.js';
import { finished } from './step/finished.js';
import { named, parameterName, scalar } from './step/names.js';
import { outlasting } from './step/outlasting.js';
import { isFinite, numbersOf, overflowed } from './step/overflow.js';
import { type TradeOff, looksBefore, tradeOff } from './step/opposed.js';
import { isRegularized } from './step/plan.js';
import type { Step } from './step/records.js';
import { type Run, constantFeeds, rateAt, runFromPhotographs } from './step/run.js';
import { Sessions } from './step/sessions.js';
import { snapshotsOf } from './step/snapshots.js';
import { startOf } from './step/start.js';
import { drawing, fromNoise, initialState, measuredStep, pictures, stepOutputs } from './step/state.js';

/** What an accentuation can be told. */
export type AccentuateOptions = RunOptions;

/** What a run ends with. */
export interface Accentuation {
  /** The image; of a batch, the first. */
  readonly image: Image;
  /** All images of the batch; without one, the only one. */
  readonly images: readonly Image[];
  /** Running sum of |∂ activation / ∂ image| (n, 3, h, w); `opacityMap` turns an image's (3, h, w) into alpha. */
  readonly opacity: Float32Array;
  /** The objective on the whole, unaugmented pictures. */
  readonly activation: { readonly before: number; readonly after: number };
  /** What the objective weighs against each other, where it does. */
  readonly against?: TradeOff;
  /** The balance β that was used, where the run was regularized. */
  readonly balance?: number;
  readonly steps: readonly Step[];
}

/**
 * Feature accentuation (Hamblin, Fel et al. 2024, arXiv 2402.10039): from a photograph, gradient ascent on an
 * objective under random augmentation, held close to the photograph in an early layer of the network.
 *
 * An asynchronous generator: it does one step when it is asked for the next, so it can be paused at any step, and
 * ends early, releasing what it holds, when the loop around it is left. Where its GPU is lost, it goes on with the CPU.
 * @param photograph its size is that of the canvas; for a batch one for all of its images, or one for each
 * @throws FaccentError, GraphError before the first step, if the request cannot be met
 * @example for await (const { step, activation } of accentuation(model, photo, objective)) console.log(step, activation);
 * @example
 * const run = accentuation(model, photo, objective, { snapshots: 10 });
 * for await (const { step, image } of run) if (image) await savePicture(`step-${step}.png`, image);
 */
export async function* accentuation(
  model: Model,
  photograph: Image | readonly Image[],
  objective: Objective,
  options: AccentuateOptions = {},
): AsyncGenerator<Step, Accentuation, void> {
  const plan = (instead: RunOptions) =>
    runFromPhotographs(model, photograph, objective, { ...options, ...instead });
  return yield* outlasting(plan, ascend);
}

/**
 * Runs an accentuation to its end.
 * @param model the network, of `loadModel`
 * @param photograph where the run begins, or several of them: a batch
 * @param objective what is raised, of `channel` and the other objectives
 * @param options {@link AccentuateOptions}: how many steps, which views, how closely it is held, …; with `onStep`, which is
 *   called after each step
 * @throws FaccentError, GraphError as `accentuation`
 * @example
 * const feature = channel({ layer: 'block5c', unit: 12 });
 * const { image, opacity, activation } = await accentuate(model, photo, feature, { steps: 50, strength: 4 });
 * console.log(`activation: ${activation.before} → ${activation.after}`);
 * await savePicture('accentuated.png', image, { alpha: opacityMap(opacity, image.size) });
 */
export const accentuate = (
  model: Model,
  photograph: Image | readonly Image[],
  objective: Objective,
  { onStep, ...options }: AccentuateOptions & { readonly onStep?: (step: Step) => void } = {},
): Promise<Accentuation> => finished(accentuation(model, photograph, objective, options), onStep);

/** The method (docs/method.md, 1), from photographs or from noise. */
export async function* ascend(run: Run): AsyncGenerator<Step, Accentuation, void> {
  const { plan, settings, options, photographs } = run;
  const { steps, strength, cutoff } = settings;
  const random = new Random(settings.randomSeed);
  const sessions = new Sessions(options);
  try {
    // one step is one graph; compiled first of all, since in a browser the first session decides how many threads there are
    const compute = await sessions.step(plan, snapshotsOf(run));

    // PARAMETERIZATION: the seed, a photograph or noise, as the parameters that the optimizer moves
    const seed = photographs && (await sessions.encode(plan, photographs));
    const origin = seed ?? fromNoise(plan, random);
    const start = await startOf(run, origin, sessions, random);

    // AUGMENTATION: random views, the same of the image and of its seed
    const views = drawing(plan, random);

    // REGULARIZATION, strength α times BALANCE β: what is raised is activation − αβ · distance from the seed
    const constant = constantFeeds(run, origin, seed?.image);
    let balance = options.resume?.balance ?? settings.balance;
    if (isRegularized(plan)) {
      balance ??= await measureBalance(sessions, plan, compute, start, {
        ...constant,
        ...initialState(plan),
        ...views({ step: 0, steps }),
      });
      constant.regularization = scalar(strength * balance);
    }

    const decode = sessions.decoder(plan, constant);
    const probe = sessions.probe(plan, constant);
    const opposed = plan.objective.against !== undefined;
    let now = standing(plan, start, options.resume, { random, graph: compute.graph });
    for (let t = now.steps.length; t < steps; t++) {
      // asked before a step and not after one, so that a run that goes on from its last step ends there too
      const looks = (t > 0 && cutoff !== undefined) || (opposed && looksBefore(t, steps));
      const whole = looks ? await probe(await decode(now.parameters)) : undefined;
      if (t > 0 && cutoff !== undefined && (whole!.against?.raised ?? whole!.activation) > cutoff) break;
      const snapshot = options.snapshots !== undefined && t % options.snapshots === 0;
      const result = await compute.step(
        {
          ...constant,
          ...views({ step: t, steps }),
          ...named(now.parameters, parameterName),
          ...now.state,
          ...(now.redirect && { redirect: now.redirect }),
          step: scalar(t + 1),
          learningRate: scalar(rateAt(settings, t)),
        },
        stepOutputs(plan, snapshot),
      );
      const step = {
        ...(await measuredStep(plan, t, result, now.steps.at(-1))),
        ...(whole?.against && { against: whole.against }),
      };
      if (!isFinite(step)) throw await overflowed(run, now, step);

      // the optimizer's move, and OPACITY: the running sum of |∂ activation / ∂ image|
      const here = (now = await moved(plan, now, result, step));
      const after = async () => pictures(await decode(here.parameters), plan);
      yield {
        ...step,
        after,
        checkpoint: () => checkpointOf(here, { random, balance, graph: compute.graph }),
      };
    }

    const image = await decode(now.parameters);
    const opacity = (await read(now.state.opacity!)).data as Float32Array;
    await compute.step.release();
    const before = await probe(photographs ?? (await decode(start)));
    const after = await probe(image);
    const activation = { before: before.activation, after: after.activation };
    const against =
      before.against && tradeOff(before.against, now.steps, { step: now.steps.length, ...after.against! });
    balance = isRegularized(plan) ? balance : undefined;
    return numbersOf(
      { ...pictures(image, plan), opacity, activation, against, balance, steps: now.steps },
      run,
    );
  } finally {
    await sessions.release();
  }
}
