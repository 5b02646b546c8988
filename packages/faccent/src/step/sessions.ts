import { backend as defaultBackend } from '#platform';
import { fingerprint } from '../math/fingerprint.js';
import {
  type Compiled,
  type Plan,
  decodeGraph,
  encodeGraph,
  fixedName,
  needsSeed,
  normName,
  normsGraph,
  parameterName,
  probeGraph,
} from './graphs.js';
import type { Tensors } from '../parameterization/parameterization.js';
import {
  type Backend,
  type Session,
  type SessionOptions,
  type Value,
  createSession,
  value,
} from '../platform/runtime.js';

/** Compiled graphs that outlive a run: runs of the same graph, whatever the photograph and the unit, share them. */
export interface GraphCache {
  /** Releases all of them. */
  release(): Promise<void>;
}

class Cache implements GraphCache {
  private readonly sessions = new Map<string, Promise<Session>>();

  /** The session of a key, made where there is none. */
  session(key: string, make: () => Promise<Session>): Promise<Session> {
    const found = this.sessions.get(key) ?? make();
    this.sessions.set(key, found);
    // what could not be made may be tried again
    found.catch(() => this.sessions.delete(key));
    return found;
  }

  async release(): Promise<void> {
    const made = await Promise.allSettled(this.sessions.values());
    this.sessions.clear();
    for (const result of made) if (result.status === 'fulfilled') await result.value.release();
  }
}

/**
 * A cache for the option `cache` of several runs: many photographs, or many units of one layer, in one compiled graph.
 * @example const cache = graphCache(); for (const photo of photos) await accentuate(model, photo, objective, { cache })
 */
export function graphCache(): GraphCache {
  return new Cache();
}

export type Compute = ((
  feeds: Record<string, Value>,
  fetches: readonly string[],
) => Promise<Record<string, Value>>) &
  Pick<Session, 'release'>;

/** The compiled graphs of a run, released together. */
export class Sessions {
  private readonly open = new Set<Session>();

  constructor(
    private readonly options: SessionOptions & { readonly backend?: Backend; readonly cache?: GraphCache },
  ) {}

  private async create(bytes: Uint8Array, threads = this.options.threads): Promise<Session> {
    const options = { device: this.options.device, threads };
    const make = (): Promise<Session> =>
      createSession(this.options.backend ?? defaultBackend, bytes, options);
    const { cache } = this.options;
    if (cache instanceof Cache) {
      const key = `${options.device}:${options.threads}:${fingerprint(bytes)}`;
      return cache.session(key, make);
    }
    const session = await make();
    this.open.add(session);
    return session;
  }

  /** A graph that is always fed its objective inputs. */
  async compile({ bytes, objectiveInputs }: Compiled): Promise<Compute> {
    const session = await this.create(bytes);
    const unit = Object.fromEntries(
      Object.entries(objectiveInputs).map(([k, v]) => [k, value(v.dims, v.values)]),
    );
    const run = (feeds: Record<string, Value>, fetches: readonly string[]) =>
      session.run({ ...unit, ...feeds }, fetches);
    return Object.assign(run, { release: () => this.close(session) });
  }

  async encode(plan: Plan, photograph: Value): Promise<Tensors<Value> & { image: Value }> {
    const session = await this.create(encodeGraph(plan), 1);
    const { parameters, fixed } = plan.parameterization.shapes(plan.canvas, plan.start);
    const names = {
      parameters: parameters.map((_, i) => parameterName(i)),
      fixed: fixed.map((_, i) => fixedName(i)),
    };
    const result = await session.run({ photograph }, [...names.parameters, ...names.fixed, 'image']);
    await this.close(session);
    const values = (list: readonly string[]): Value[] => list.map((name) => result[name]!);
    return { parameters: values(names.parameters), fixed: values(names.fixed), image: result.image! };
  }

  decoder(plan: Plan, fixed: Record<string, Value>): (parameters: readonly Value[]) => Promise<Value> {
    const session = once(() => this.create(decodeGraph(plan), 1));
    return async (parameters) => {
      const feeds = { ...fixed, ...named(parameters, parameterName) };
      return (await (await session()).run(feeds, ['image'])).image!;
    };
  }

  /** L1 norms of the parameter gradients that gradients in the image amount to. */
  async norms(plan: Plan, gradients: Record<string, Value>, feeds: Record<string, Value>): Promise<number[]> {
    const cotangents = Object.keys(gradients);
    const session = await this.create(normsGraph(plan, cotangents));
    const { parameters, fixed } = plan.parameterization.shapes(plan.canvas, plan.start);
    const inputs = [
      ...parameters.map((_, i) => parameterName(i)),
      ...fixed.map((_, i) => fixedName(i)),
      ...(needsSeed(plan) ? ['seed'] : []),
      ...(plan.masked ? ['mask'] : []),
      ...(plan.redirect ? ['redirect'] : []),
    ];
    const given = Object.fromEntries(inputs.map((name) => [name, feeds[name]!]));
    const result = await session.run({ ...given, ...gradients }, cotangents.map(normName));
    await this.close(session);
    return cotangents.map((name) => item(result[normName(name)]!));
  }

  probe(plan: Plan): (image: Value) => Promise<number> {
    const run = once(() => this.compile(probeGraph(plan)));
    return async (image) => item((await (await run())({ image }, ['activation'])).activation!);
  }

  private async close(session: Session): Promise<void> {
    // a session of the cache is the cache's to release
    if (this.open.delete(session)) await session.release();
  }

  async release(): Promise<void> {
    for (const session of this.open) await session.release();
    this.open.clear();
  }
}

/** Calls what makes something once, when it is first wanted. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export const named = (values: readonly Value[], nameOf: (i: number) => string): Record<string, Value> =>
  Object.fromEntries(values.map((v, i) => [nameOf(i), v]));

export const scalar = (x: number): Value => value([], Float32Array.of(x));
export const item = (v: Value): number => Number(v.data[0]);
