import type { Call } from './operator.js';

/** How one axis is resized. */
export interface Target {
  readonly axis: number;
  readonly scale: number;
  /** Lengths before and after. */
  readonly from: number;
  readonly to: number;
  /** The region that is resized, as shares of the axis. */
  readonly roi: readonly [number, number];
}

const numbersOf = (call: Call, i: number): number[] => call.constantOr(i, (t) => [...t.numbers], []);

/** Output length and scale of each resized axis, from whichever of sizes and scales is given. */
export function targetsOf(call: Call): Target[] {
  const [roi, scales, sizes] = [numbersOf(call, 1), numbersOf(call, 2), numbersOf(call, 3)];
  const dims = call.dims(0);
  const axes = call
    .ints(
      'axes',
      dims.map((_, i) => i),
    )
    .map((a) => call.axis(a, dims.length));
  const regions = axes.map((_, i): [number, number] =>
    roi.length === 2 * axes.length ? [roi[i]!, roi[i + axes.length]!] : [0, 1],
  );
  const target = (i: number, scale: number, to: number): Target => {
    const axis = axes[i]!;
    return { axis, scale, from: dims[axis]!, to, roi: regions[i]! };
  };
  if (sizes.length === axes.length) {
    const ratios = axes.map((axis, i) => sizes[i]! / dims[axis]!);
    const policy = call.text('keep_aspect_ratio_policy', 'stretch');
    const common = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
    return axes.map((axis, i) =>
      policy === 'stretch'
        ? target(i, ratios[i]!, sizes[i]!)
        : target(i, common, Math.round(common * dims[axis]!)),
    );
  }
  if (scales.length !== axes.length) throw call.error('has neither scales nor sizes that fit its axes');
  const aligned = call.text('coordinate_transformation_mode', 'half_pixel') === 'align_corners';
  return axes.map((axis, i) => {
    const length = dims[axis]! * scales[i]!;
    // scales come in float32
    if (aligned && Math.abs(length - Math.round(length)) > 1e-5 * length) {
      throw call.error(
        `resizes ${dims[axis]} to ${Number(length.toPrecision(6))} with aligned corners, where ONNX and its runtimes differ: ` +
          'export it with sizes instead of scales, or choose an input size that divides',
      );
    }
    return target(i, scales[i]!, Math.floor(length));
  });
}
