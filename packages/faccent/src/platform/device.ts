import { backend as defaultBackend } from '#platform';
import { Builder, finish, writeModel } from 'onnx-grad';
import { type Backend, type Device, createSession } from './runtime.js';

/** A device by name, or the fastest that works here. */
export type DeviceChoice = Device | 'auto';

/** In the order in which `auto` tries them. */
const FASTEST_FIRST: readonly Device[] = ['cuda', 'coreml', 'dml', 'webgpu', 'cpu'];

/**
 * The device that a choice comes to on this machine: a device that the runtime lacks, or that does not start, is
 * replaced by the CPU.
 * @returns the device, and where it is not the one asked for one line that says why
 * @example const { device, explanation } = await chooseDevice('auto')
 */
export async function chooseDevice(
  choice: DeviceChoice,
  backend: Backend = defaultBackend,
): Promise<{ device: Device; explanation?: string }> {
  const candidates = choice === 'auto' ? FASTEST_FIRST : [choice];
  const failures: string[] = [];
  for (const device of candidates) {
    if (device === 'cpu') break;
    if (!backend.providers[device]) {
      if (choice !== 'auto') failures.push(`${backend.name} has no device "${device}"`);
      continue;
    }
    const failure = await failureOf(backend, device);
    if (failure === undefined) return { device };
    failures.push(`"${device}" does not start (${failure})`);
  }
  return { device: 'cpu', ...(failures.length && { explanation: `${failures.join('; ')}: using the CPU` }) };
}

/** Why the smallest graph does not run on a device; undefined: it does. */
async function failureOf(backend: Backend, device: Device): Promise<string | undefined> {
  const b = new Builder();
  b.output(b.input('x', 'float32', [1]).add(1), 'y');
  try {
    await (await createSession(backend, writeModel(finish(b)), { device })).release();
  } catch (error) {
    const { message } =
      (error as Error).cause instanceof Error ? (error as { cause: Error }).cause : (error as Error);
    return message.split('\n')[0]!.slice(0, 200);
  }
}
