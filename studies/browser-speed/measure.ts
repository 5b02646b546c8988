import {
  type Backend,
  type Image,
  type Model,
  accentuation,
  benchmark,
  benchmarkForward,
  box,
  channel,
  graphCache,
  loadModel,
  prepare,
  runtime,
} from 'faccent';

/** What runs are measured with. */
export interface Setting {
  readonly views: number;
  readonly threads: number;
}

/** The parts of what a person waits for, in seconds, in their order. */
export interface Parts {
  /** Reading the network. */
  readonly network: number;
  /** Making graphs, and all else that is neither compiling nor running. */
  readonly graphs: number;
  /** Compiling them; of the first one, starting the runtime too. */
  readonly compiling: number;
  /** The step's first pass, for the balance. */
  readonly firstPass: number;
  /** The step's next pass, which is the first to change the picture. */
  readonly nextPass: number;
  /** Small graphs: the photograph as parameters, the balance, and the picture again. */
  readonly beside: number;
}

/** From a choice to the first picture that has changed, in seconds: medians. */
export interface Changes {
  readonly otherClass: number;
  readonly otherPhotograph: number;
  /** Of a channel of the layer that was prepared besides that of the classes. */
  readonly otherChannel: number;
}

export interface StepTimes {
  readonly step: number;
  readonly forward: number;
}

const LAYER = 'block5c';
const ROUNDS = 3;
const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** What a page does, measured; the same in Node.js. */
export class Measurer {
  private constructor(
    private readonly model: Model,
    private readonly photographs: readonly [Image, Image],
    private readonly readingNetwork: number,
  ) {}

  static async open(photographs: readonly [Image, Image]): Promise<Measurer> {
    const started = performance.now();
    const model = await loadModel();
    return new Measurer(model, photographs, (performance.now() - started) / 1000);
  }

  /** The first change of a picture where nothing is prepared: what a page does once. */
  async unprepared({ views, threads }: Setting): Promise<Parts> {
    const times = { compiling: 0, runs: [] as { seconds: number; bytes: number }[] };
    const options = { transform: box({ views }), threads, backend: told(times) };
    const whole = await this.change(0, { layer: this.model.logits, unit: 288 }, options);
    const largest = Math.max(...times.runs.map(({ bytes }) => bytes));
    const passes = times.runs.filter(({ bytes }) => bytes === largest).map(({ seconds }) => seconds);
    const beside = times.runs.reduce((sum, { bytes, seconds }) => sum + (bytes === largest ? 0 : seconds), 0);
    const [firstPass, nextPass] = passes as [number, number];
    const { compiling } = times;
    return {
      ...{ network: this.readingNetwork, compiling, firstPass, nextPass, beside },
      graphs: whole - compiling - beside - firstPass - nextPass,
    };
  }

  /** The first change where the layer is prepared. */
  async prepared({ views, threads }: Setting): Promise<Changes> {
    const { logits } = this.model;
    const cache = graphCache();
    const options = { transform: box({ views }), threads, cache };
    for (const layer of [logits, LAYER])
      await prepare(this.model, this.photographs[0], channel({ layer, unit: 0 }), options);
    const times = {
      otherClass: [] as number[],
      otherPhotograph: [] as number[],
      otherChannel: [] as number[],
    };
    for (let round = 0; round < ROUNDS; round++) {
      times.otherClass.push(await this.change(0, { layer: logits, unit: 100 + round }, options));
      times.otherPhotograph.push(await this.change(1, { layer: logits, unit: 100 + round }, options));
      times.otherChannel.push(await this.change(0, { layer: LAYER, unit: 12 + round }, options));
    }
    await cache.release();
    return {
      otherClass: middle(times.otherClass),
      otherPhotograph: middle(times.otherPhotograph),
      otherChannel: middle(times.otherChannel),
    };
  }

  /** A step, and the network's forward pass on as many views. */
  async steps({ views, threads }: Setting): Promise<StepTimes> {
    const objective = channel({ layer: this.model.logits, unit: 288 });
    const options = { transform: box({ views }), threads };
    const { secondsPerStep } = await benchmark(this.model, this.photographs[0], objective, options);
    return { step: secondsPerStep, forward: await benchmarkForward(this.model, objective, options) };
  }

  /** Seconds from the call to the first picture that has changed. */
  private async change(
    photograph: 0 | 1,
    feature: { readonly layer: string; readonly unit: number },
    options: NonNullable<Parameters<typeof accentuation>[3]>,
  ): Promise<number> {
    const started = performance.now();
    for await (const { after } of accentuation(
      this.model,
      this.photographs[photograph],
      channel(feature),
      options,
    )) {
      await after!();
      return (performance.now() - started) / 1000;
    }
    throw new Error('a run without a step');
  }
}

/** The runtime, which notes what it takes. */
function told(times: { compiling: number; runs: { seconds: number; bytes: number }[] }): Backend {
  const clocked = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const started = performance.now();
    const result = await work();
    return [result, (performance.now() - started) / 1000];
  };
  return {
    ...runtime,
    create: async (model, options) => {
      const [session, seconds] = await clocked(() => runtime.create(model, options));
      times.compiling += seconds;
      return {
        release: () => session.release(),
        run: async (feeds, fetches) => {
          const [result, taken] = await clocked(() => session.run(feeds, fetches));
          times.runs.push({ seconds: taken, bytes: model.length });
          return result;
        },
      };
    },
  };
}
