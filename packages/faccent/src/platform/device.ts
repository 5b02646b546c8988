import { backend as defaultBackend } from '#platform';
import { Builder, Tensor, finish, writeModel } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { type Backend, type Device, createSession, value } from './runtime.js';

/** A device by name, or the fastest that works here. */
export type DeviceChoice = Device | 'auto';

/** In the order in which `auto` tries them. */
const FASTEST_FIRST: readonly Device[] = ['cuda', 'coreml', 'dml', 'webgpu', 'cpu'];

/** What a device takes to start. */
const NEEDS: Readonly<Record<Exclude<Device, 'cpu'>, string>> = {
  cuda: "it takes Linux x64 with an NVIDIA GPU, CUDA 12, cuDNN 9 and the runtime's CUDA libraries (docs/devices.md says how to get them)",
  coreml: 'it takes macOS',
  dml: 'it takes Windows with a GPU of DirectX 12',
  webgpu: 'it takes a GPU with a driver of Vulkan, Metal or DirectX 12, in a browser navigator.gpu',
};

/**
 * The device that a choice comes to on this machine. Only `auto` may come to another: what is asked for by its name
 * starts, and computes there, or is refused.
 * @returns the device, and where `auto` passed over one that the runtime has one line that says why
 * @throws FaccentError where the device that is asked for does not start, with the reason and what it takes
 * @example
 * const { device, explanation } = await chooseDevice('auto');
 * await accentuate(model, photo, objective, { device });
 */
export async function chooseDevice(
  choice: DeviceChoice,
  backend: Backend = defaultBackend,
): Promise<{ device: Device; explanation?: string }> {
  if (choice !== 'auto') {
    const failure = await failureOf(backend, choice);
    if (failure === undefined) return { device: choice };
    const needs =
      choice === 'cpu' ? '' : `: ${NEEDS[choice]}; the device "auto" takes the fastest that starts`;
    throw new FaccentError(`${failure}${needs}`);
  }
  const failures: string[] = [];
  for (const device of FASTEST_FIRST) {
    if (device === 'cpu' || !backend.providers[device]) continue;
    const failure =
      (await failureOf(backend, device)) ??
      ((await backend.imitated?.(device)) ? `"${device}" is imitated by the CPU here` : undefined);
    if (failure === undefined) return { device };
    failures.push(failure);
  }
  return { device: 'cpu', ...(failures.length && { explanation: `${failures.join('; ')}: using the CPU` }) };
}

/** Of a small picture. */
const dims = [1, 3, 16, 16];

/** Why a small graph does not run on a device; undefined: it does. */
async function failureOf(backend: Backend, device: Device): Promise<string | undefined> {
  if (device === 'cpu') return undefined;
  if (!backend.providers[device]) return `${backend.name} has no device "${device}"`;
  // what every network that looks at pictures has, so that a device that computes it computes a part of a step
  const b = new Builder();
  const kernel = Tensor.of('float32', [4, 3, 3, 3], new Float32Array(108).fill(0.1));
  const seen = b.apply('Conv', [b.input('x', 'float32', dims), b.constant(kernel)]);
  b.output(b.apply('Relu', [seen]), 'y');
  try {
    const session = await createSession(backend, writeModel(finish(b)), { device });
    const x = value(dims, new Float32Array(3 * 16 * 16));
    try {
      await session.run({ x }, ['y']);
    } finally {
      await session.release();
    }
  } catch (error) {
    const { message } =
      (error as Error).cause instanceof Error ? (error as { cause: Error }).cause : (error as Error);
    const [line] = message.split('\n');
    // the runtime names its source before what it has to say
    const said = line!.replace(/^\/\S+\.cc:\d+ [^ ]+ [^)]*\)(?:::<lambda\(\)>)? /, '').slice(0, 200);
    return `"${device}" does not start (${said})`;
  }
}
