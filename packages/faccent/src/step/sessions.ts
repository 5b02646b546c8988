import { backend as defaultBackend } from '#platform';
import { once } from '../math/once.js';
import type { Tensors } from '../parameterization/parameterization.js';
import { DeviceValue } from '../platform/on-device.js';
import { type Value, value } from '../platform/runtime.js';
import { needsOf, unplaced } from '../platform/weights.js';
import { type HowToRun, type OpenSession, type Running, fingerprintOf, openSession } from './cache.js';
import { type Compiled, probeGraph } from './forward.js';
import { fixedName, item, named, normName, parameterName } from './names.js';
import { decodeGraph, encodeGraph, normsGraph } from './picture.js';
import { type Plan, comparesWithSeed, needsSeed } from './plan.js';
import type { OpposedValues } from './records.js';
import { type Snapshots, checkSnapshots } from './snapshots.js';
import { stateOutputs } from './state.js';
import { type CompiledStep, stepGraph } from './step.js';

/** A compiled graph as a function. */
export type Compute = ((
  feeds: Record<string, Value>,
  fetches: readonly string[],
) => Promise<Record<string, Value>>) & {
  readonly release: () => Promise<void>;
};

/** A step as a function, and the names of its gradients in the image. */
export type ComputeStep = Pick<CompiledStep, 'imageGradients'> & {
  readonly step: Compute;
  /** Fingerprint of its graph. */
  readonly graph: string;
};

/** What is known of whole images. */
export interface Probed {
  readonly activation: number;
  readonly against?: OpposedValues;
}

/** Names of the probe's further outputs. */
const OPPOSED: readonly (keyof OpposedValues)[] = ['raised', 'other'];

/** The compiled graphs of a run, released together. */
export class Sessions {
  private readonly open = new Set<OpenSession>();
  /** What steps have left on a device. */
  private readonly onDevice = new Set<DeviceValue>();

  constructor(private readonly running: Running) {}

  private async create(...[bytes, how]: [Uint8Array, HowToRun?]): Promise<OpenSession> {
    const session = await openSession(bytes, this.running, how);
    this.open.add(session);
    return session;
  }

  /** A graph that is always fed its objective inputs. */
  private async compile({ bytes, objectiveInputs }: Compiled, how?: HowToRun): Promise<Compute> {
    const session = await this.create(bytes, how);
    const unit = Object.fromEntries(
      Object.entries(objectiveInputs).map(([k, v]) => [k, value(v.dims, v.values)]),
    );
    const run = (feeds: Record<string, Value>, fetches: readonly string[]) =>
      session.run({ ...unit, ...feeds }, fetches);
    return Object.assign(run, { release: () => this.close(session) });
  }

  /**
   * The step. Its graph's bytes, as large as the model, are let go. On a device that can keep it what one step makes stays
   * there for the next, which uses it up.
   * @param snapshots what is to be kept of all steps
   * @throws FaccentError where there is not as much memory
   */
  async step(plan: Plan, snapshots?: Snapshots): Promise<ComputeStep> {
    const compiled = stepGraph(plan);
    if (snapshots) this.checkRoomFor(snapshots, compiled);
    const { imageGradients } = compiled;
    const compute = await this.compile(compiled, { stay: [...stateOutputs(plan), ...imageGradients] });
    const step = async (feeds: Record<string, Value>, fetches: readonly string[]) => {
      const result = await compute(feeds, fetches);
      this.letGo(Object.values(feeds));
      for (const made of Object.values(result)) if (made instanceof DeviceValue) this.onDevice.add(made);
      return result;
    };
    const release = (): Promise<void> => {
      // what a session has made goes before the session
      this.letGo(this.onDevice);
      return compute.release();
    };
    return {
      step: Object.assign(step, { release }),
      imageGradients,
      graph: await fingerprintOf(unplaced(compiled.bytes)),
    };
  }

  /** What a device has memory of its own for is not in this machine's. */
  private checkRoomFor(snapshots: Snapshots, { bytes }: Compiled): void {
    const { backend = defaultBackend, device = 'cpu' } = this.running;
    const step = device === 'cpu' ? (needsOf(bytes)?.most ?? 0) : 0;
    checkSnapshots(snapshots, step, backend.memory?.() ?? Infinity);
  }

  /**
   * Photographs as parameters, and as those parameters have them.
   * @param held the fixed tensors that they are to be written with; by default their own
   */
  async encode(
    plan: Plan,
    photograph: Value,
    held: readonly Value[] = [],
  ): Promise<Tensors<Value> & { image: Value }> {
    const isHeld = held.length > 0;
    const session = await this.create(encodeGraph(plan, isHeld), { threads: 1, anywhere: true });
    const { parameters, fixed } = plan.parameterization.shapes(plan.canvas, plan.start);
    const names = {
      parameters: parameters.map((_, i) => parameterName(i)),
      fixed: isHeld ? [] : fixed.map((_, i) => fixedName(i)),
    };
    const fetches = [...names.parameters, ...names.fixed, 'image'];
    const result = await session.run({ photograph, ...named(held, fixedName) }, fetches);
    await this.close(session);
    const values = (list: readonly string[]): Value[] => list.map((name) => result[name]!);
    return {
      parameters: values(names.parameters),
      fixed: isHeld ? held : values(names.fixed),
      image: result.image!,
    };
  }

  /** Parameters → the images that they stand for. @param constant what all steps are fed alike */
  decoder(plan: Plan, constant: Record<string, Value>): (parameters: readonly Value[]) => Promise<Value> {
    const session = once(() => this.create(decodeGraph(plan), { threads: 1, anywhere: true }));
    const { fixed } = plan.parameterization.shapes(plan.canvas, plan.start);
    const read = [...fixed.map((_, i) => fixedName(i)), ...(plan.masked ? ['seed', 'mask'] : [])];
    const around = Object.fromEntries(read.map((name) => [name, constant[name]!]));
    return async (parameters) => {
      const feeds = { ...around, ...named(parameters, parameterName) };
      return (await (await session()).run(feeds, ['image'])).image!;
    };
  }

  /** L1 norms of the parameter gradients that gradients in the image amount to. */
  async norms(plan: Plan, gradients: Record<string, Value>, feeds: Record<string, Value>): Promise<number[]> {
    const cotangents = Object.keys(gradients);
    const session = await this.create(normsGraph(plan, cotangents), { anywhere: true });
    const { parameters, fixed } = plan.parameterization.shapes(plan.canvas, plan.start);
    const inputs = [
      ...parameters.map((_, i) => parameterName(i)),
      ...fixed.map((_, i) => fixedName(i)),
      ...(needsSeed(plan) ? ['seed'] : []),
      ...(plan.masked ? ['mask'] : []),
      ...(plan.redirect === 'start' ? ['redirect'] : []),
    ];
    const given = Object.fromEntries(inputs.map((name) => [name, feeds[name]!]));
    const result = await session.run({ ...given, ...gradients }, cotangents.map(normName));
    this.letGo(Object.values(gradients));
    await this.close(session);
    return cotangents.map((name) => item(result[normName(name)]!));
  }

  /** The objective, and what it weighs against each other, on whole images. @param constant what all steps are fed alike */
  probe(plan: Plan, { seed }: Record<string, Value>): (image: Value) => Promise<Probed> {
    const run = once(() => this.compile(probeGraph(plan)));
    const beside: Record<string, Value> = comparesWithSeed(plan) ? { seed: seed! } : {};
    const { against } = plan.objective;
    return async (image) => {
      const told = await (await run())({ image, ...beside }, ['activation', ...(against ? OPPOSED : [])]);
      return {
        activation: item(told.activation!),
        against: against && { raised: item(told.raised!), other: item(told.other!) },
      };
    };
  }

  private letGo(values: Iterable<Value>): void {
    for (const value of values)
      if (value instanceof DeviceValue && this.onDevice.delete(value)) value.release();
  }

  private async close(session: OpenSession): Promise<void> {
    if (this.open.delete(session)) await session.close();
  }

  async release(): Promise<void> {
    this.letGo(this.onDevice);
    for (const session of this.open) await session.close();
    this.open.clear();
  }
}
