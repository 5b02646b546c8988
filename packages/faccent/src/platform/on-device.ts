import { FaccentError } from '../errors.js';
import type { RuntimeTensor, Value, Values } from './value.js';

/** The part of a backend that keeps values on a device from one run to the next. */
export interface DeviceMemory {
  /** A copy of a value there. */
  upload(value: Value): RuntimeTensor;
  /** The numbers of what a run has left there. */
  read(output: RuntimeTensor): Promise<unknown>;
  /** Frees it. */
  free(output: RuntimeTensor): Promise<void>;
  /** A tensor to be fed of what a run has left there. */
  feed(output: RuntimeTensor): RuntimeTensor;
  /** Waits for what the device does, and no longer than there is the device. @throws DeviceLost, and what the work throws */
  watch<T>(work: () => Promise<T>): Promise<T>;
}

/** The device that a graph ran on is gone, and all that was on it. */
export class DeviceLost extends FaccentError {
  override name = 'DeviceLost';
}

/** How long what fails waits to be told that the device is lost, in milliseconds: that comes a little later. */
const GRACE = 100;

/**
 * Waits for what a device does, and no longer than there is the device: `DeviceMemory.watch`.
 * @param lost resolves where the device is lost, with the reason as far as it is known
 */
export function watching(device: string, lost: Promise<string>): DeviceMemory['watch'] {
  const waiting = new Set<() => void>();
  let gone: DeviceLost | undefined;
  void lost.then((reason) => {
    const why = reason && ` (${reason})`;
    gone = new DeviceLost(
      `the device "${device}" was lost${why}: start again to have it back, or use the device "cpu"`,
    );
    for (const stop of waiting) stop();
  });
  return <T>(work: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const stop = (): void => reject(gone!);
      if (gone) return stop();
      waiting.add(stop);
      const end = (how: () => void): void => {
        waiting.delete(stop);
        if (gone) stop();
        else how();
      };
      work().then(
        (result) => end(() => resolve(result)),
        (error: Error) => setTimeout(() => end(() => reject(error)), GRACE),
      );
    });
}

/** A value that stays on the device that made it, for the next run there. */
export class DeviceValue implements Value {
  readonly type: Value['type'];
  readonly dims: readonly number[];
  /** What is fed to a run there. */
  readonly fed: RuntimeTensor;

  constructor(
    private readonly output: RuntimeTensor,
    private readonly memory: DeviceMemory,
  ) {
    this.type = output.type as Value['type'];
    this.dims = output.dims;
    this.fed = memory.feed(output);
  }

  get data(): never {
    throw new Error('this value is on a device: it has to be read');
  }

  /** @throws DeviceLost */
  async read(): Promise<Value> {
    const data = await this.memory.watch(() => this.memory.read(this.output));
    return { type: this.type, dims: this.dims, data: data as Values };
  }

  /** Frees its memory. Nothing may read it any more. */
  release(): void {
    // of a device that is lost nothing is left to free
    this.memory.free(this.output).catch(() => undefined);
  }
}

/** A value in memory, wherever it is. @throws DeviceLost */
export const read = async (value: Value): Promise<Value> =>
  value instanceof DeviceValue ? value.read() : value;

/** Smaller values are fed anew each time, in bytes. */
const SMALL = 4096;

/** Brings values to a device: what is fed again and again stays there from the second time on. */
export class Feeder {
  private readonly seen = new WeakSet<Value>();
  private readonly there = new WeakMap<Value, RuntimeTensor>();

  constructor(
    private readonly memory: DeviceMemory,
    private readonly make: (value: Value) => RuntimeTensor,
  ) {}

  tensor(value: Value): RuntimeTensor {
    if (value instanceof DeviceValue) return value.fed;
    if (value.type !== 'float32' || value.data.byteLength < SMALL) return this.make(value);
    let tensor = this.there.get(value);
    if (!tensor && !this.seen.has(value)) {
      this.seen.add(value);
      return this.make(value);
    }
    if (!tensor) this.there.set(value, (tensor = this.memory.upload(value)));
    return tensor;
  }
}
