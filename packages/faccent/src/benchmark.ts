import { backend as defaultBackend } from '#platform';
import { Builder, finish } from 'onnx-grad';
import { type AccentuateOptions, accentuation } from './accentuate.js';
import { runFromPhotographs } from './step/run.js';
import { stepGraph } from './step/step.js';
import { FaccentError } from './errors.js';
import type { Image } from './image/image.js';
import { median } from './math/middle.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import { type Backend, createSession, value } from './platform/runtime.js';
import { graphBytes } from './platform/weights.js';
import { box } from './transform/box.js';

/** What a run costs. Times in seconds; medians over the steps, or the repetitions, after the first. */
export interface Benchmark {
  readonly secondsPerStep: number;
  /** The share of a step that is not spent in the runtime. */
  readonly shareOutside: number;
  /** From the call to the end of the first step: building and compiling the graphs, the start, the balance. */
  readonly secondsToFirstStep: number;
  /** Floating-point operations of a step's convolutions and matrix products. */
  readonly operationsPerStep: number;
  readonly steps: number;
}

/**
 * Measures accentuation on this machine.
 * @param options as those of `accentuate`; 8 steps by default
 * @example
 * const { secondsPerStep, shareOutside } = await benchmark(model, photo, objective);
 * console.log(`${secondsPerStep} s a step, ${100 * shareOutside} % of it outside the runtime`);
 */
export async function benchmark(
  model: Model,
  photo: Image,
  objective: Objective,
  { steps = 8, ...options }: AccentuateOptions = {},
): Promise<Benchmark> {
  const clock = { inside: 0 };
  const run = accentuation(model, photo, objective, {
    ...options,
    steps,
    backend: timed(options.backend ?? defaultBackend, clock),
  });
  const [whole, outside]: [number[], number[]] = [[], []];
  for (;;) {
    const [started, insideBefore] = [performance.now(), clock.inside];
    const { done } = await run.next();
    // what follows the last step is no step
    if (done) break;
    const elapsed = performance.now() - started;
    whole.push(elapsed);
    outside.push((elapsed - (clock.inside - insideBefore)) / elapsed);
  }
  return {
    secondsPerStep: median(whole.slice(1)) / 1000,
    shareOutside: median(outside.slice(1)),
    secondsToFirstStep: whole[0]! / 1000,
    operationsPerStep: stepGraph(runFromPhotographs(model, photo, objective, options).plan).operations,
    steps,
  };
}

/** A backend that adds up the milliseconds that its sessions run. */
function timed(backend: Backend, clock: { inside: number }): Backend {
  return {
    ...backend,
    create: async (bytes, options) => {
      const session = await backend.create(bytes, options);
      const run = session.run.bind(session) as (...a: unknown[]) => ReturnType<typeof session.run>;
      session.run = async (...a: unknown[]) => {
        const started = performance.now();
        try {
          return await run(...a);
        } finally {
          clock.inside += performance.now() - started;
        }
      };
      return session;
    },
  };
}

/**
 * Measures the runtime's forward pass alone: the network as far as the objective's layers, on as many views as a step
 * of `benchmark` takes, all at once.
 * @returns seconds, the median of five
 * @throws FaccentError where the objective looks at another network too
 * @example
 * const { secondsPerStep } = await benchmark(model, photo, objective);
 * const share = (await benchmarkForward(model, objective)) / secondsPerStep; // the rest is the gradient
 */
export async function benchmarkForward(
  model: Model,
  objective: Objective,
  { backend = defaultBackend, transform = box(), device, threads }: AccentuateOptions = {},
): Promise<number> {
  if (objective.networks?.length)
    throw new FaccentError(`"${objective.name}" looks at another network too, and this measures one`);
  const b = new Builder(backend.target?.(device ?? 'cpu'));
  const dims = [transform.views, 3, ...model.description.size];
  const layer = model.append(b, b.input('views', 'float32', dims), objective.layers);
  const names = objective.layers.map((name) => b.output(layer(name), `layer:${name}`).name);
  const session = await createSession(backend, graphBytes(finish(b)), { device, threads });
  try {
    const views = value(
      dims,
      Float32Array.from({ length: dims.reduce((x, y) => x * y) }, (_, i) => (i % 251) / 250),
    );
    const times: number[] = [];
    for (let i = 0; i < 6; i++) {
      const started = performance.now();
      await session.run({ views }, names);
      times.push(performance.now() - started);
    }
    return median(times.slice(1)) / 1000;
  } finally {
    await session.release();
  }
}

declare const performance: { now(): number };
