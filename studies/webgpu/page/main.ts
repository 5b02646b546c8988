/** The page that the study opens: a run on WebGPU, timed, with a profile of its step where that is asked for. */
import { type Backend, accentuation, box, channel, loadModel, readPhotograph, runtime } from 'faccent';

export interface Ask {
  readonly canvas: number;
  readonly views: number;
  readonly steps: number;
  /** Whether ONNX Runtime writes its profile to the console. */
  readonly profile: boolean;
}

export interface Times {
  /** From the call to each step's end, in seconds. */
  readonly steps: readonly number[];
  /** Of each shader that was compiled, its operator and how long it was waited for, in seconds. */
  readonly shaders: readonly (readonly [string, number])[];
}

declare global {
  function measure(ask: Ask): Promise<Times>;
}

interface Shader {
  readonly label?: string;
  readonly compute: { readonly module: { readonly label: string } };
}
interface Gpu {
  createComputePipelineAsync(shader: Shader): Promise<unknown>;
}

const shaders: [string, number][] = [];
const { prototype } = (globalThis as unknown as { GPUDevice: { prototype: Gpu } }).GPUDevice;
// eslint-disable-next-line @typescript-eslint/unbound-method -- called on each device below
const { createComputePipelineAsync } = prototype;
prototype.createComputePipelineAsync = async function (shader) {
  const begun = performance.now();
  const compiled = await createComputePipelineAsync.call(this, shader);
  shaders.push([shader.label || shader.compute.module.label, (performance.now() - begun) / 1000]);
  return compiled;
};

/** The runtime, with a profile of the step's graph. */
const profiling: Backend = {
  ...runtime,
  create: async (model, options) => {
    // the step's graph has the network in it, and is the first
    const isStep = options.preferredOutputLocation?.['next.opacity'] !== undefined;
    const session = await runtime.create(model, { ...options, enableProfiling: isStep });
    if (!isStep) return session;
    const profiled = session as unknown as { endProfiling(): void };
    const release = session.release.bind(session);
    session.release = () => {
      profiled.endProfiling();
      return release();
    };
    return session;
  },
};

globalThis.measure = async ({ canvas, views, steps, profile }) => {
  const model = await loadModel();
  const photograph = await readPhotograph('/nagasaki-boats.jpg', { size: canvas });
  const run = accentuation(model, photograph, channel({ layer: model.logits, unit: 288 }), {
    ...{ device: 'webgpu', steps, transform: box({ views }) },
    ...(profile && { backend: profiling }),
  });
  const begun = performance.now();
  const times: number[] = [];
  for (;;) {
    const { done } = await run.next();
    if (done) return { steps: times, shaders };
    times.push((performance.now() - begun) / 1000);
  }
};
