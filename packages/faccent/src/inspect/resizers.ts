import { Builder, finish } from 'onnx-grad';
import { type Image, type Size, imageValue, planesOf } from '../image/image.js';
import { type Value, value } from '../platform/runtime.js';
import { graphBytes } from '../platform/weights.js';
import { type OpenSession, openSession } from '../step/cache.js';
import { whole } from '../transform/whole.js';
import type { InspectOptions } from './options.js';

/** A folder of photographs may have a size for each: no more than this many resizing graphs are held. */
const MOST_SIZES = 16;

/** Shows a network whole images of any sizes: those of one size share a small graph that resizes them. */
export class Resizers {
  private readonly open = new Map<string, Promise<OpenSession>>();

  /** @param view height and width that the network wants */
  constructor(
    private readonly view: Size,
    private readonly options: InspectOptions,
  ) {}

  /**
   * Images as the network wants them, (count, planes, h, w), values in [0, 1].
   * @param count what lacks to so many stays black
   */
  async views(images: readonly Image[], count = images.length): Promise<Value> {
    const planes = planesOf(images[0]!);
    const length = planes * this.view[0] * this.view[1];
    const data = new Float32Array(count * length);
    for (const [i, image] of images.entries()) data.set(await this.resized(image), i * length);
    return value([count, planes, ...this.view], data);
  }

  private async resized(image: Image): Promise<Float32Array> {
    if (image.size.join() === this.view.join()) return image.data;
    const session = await this.session(image);
    return (await session.run({ image: imageValue(image) }, ['view'])).view!.data as Float32Array;
  }

  private async session(image: Image): Promise<OpenSession> {
    const dims = [1, planesOf(image), ...image.size];
    const key = dims.join();
    const found = this.open.get(key);
    if (found) return found;
    if (this.open.size >= MOST_SIZES) await this.forgetOldest();
    const b = new Builder();
    const shape = { canvas: image.size, view: this.view };
    b.output(whole().apply({}, shape)(b.input('image', 'float32', dims)), 'view');
    const made = openSession(graphBytes(finish(b)), this.options, { anywhere: true });
    this.open.set(key, made);
    return made;
  }

  private async forgetOldest(): Promise<void> {
    const [oldest] = this.open as Iterable<[string, Promise<OpenSession>]>;
    this.open.delete(oldest![0]);
    await (await oldest![1]).close();
  }

  async release(): Promise<void> {
    const made = await Promise.allSettled(this.open.values());
    this.open.clear();
    for (const result of made) if (result.status === 'fulfilled') await result.value.close();
  }
}
