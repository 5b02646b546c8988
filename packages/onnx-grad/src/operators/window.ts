import { Tensor, type ValueType, sizeOf } from '../graph/tensor.js';
import type { Window } from '../graph/window.js';
import type { Call } from './operator.js';

/** Of an axis that is shorter: what a window steps by, and what it reaches over and is padded by. */
const [FARTHEST_STEP, FARTHEST_REACH] = [256, 4096];

/**
 * Gradients write out what a window steps over and is padded by.
 * @throws GraphError for one that leads far out of its axis, which no network has
 */
export function checkWindow(call: Call, w: Window): void {
  const { input, stride, kernel, dilation, before, after } = w;
  const far =
    stride > Math.max(input, FARTHEST_STEP) ||
    Math.max(dilation * (kernel - 1), Math.abs(before), Math.abs(after)) > Math.max(input, FARTHEST_REACH);
  if (far)
    throw call.error(
      `has a window of ${kernel}, ${dilation} apart, by steps of ${stride}, with ${before} and ${after} of padding, ` +
        `over an axis of ${input}: that is out of all proportion`,
    );
}

/** How the kernel of a convolution or a pool slides over the spatial axes: its attributes, spelt out. */
export function windowsOf(call: Call, spatial: readonly number[], kernel: readonly number[]): Window[] {
  const rank = spatial.length;
  const ones = new Array<number>(rank).fill(1);
  const strides = call.ints('strides', ones);
  const dilations = call.ints('dilations', ones);
  const pads = call.ints('pads', new Array<number>(2 * rank).fill(0));
  const auto = call.text('auto_pad', 'NOTSET');
  const ceil = call.number('ceil_mode', 0) === 1;
  if (
    kernel.length !== rank ||
    strides.length !== rank ||
    dilations.length !== rank ||
    pads.length !== 2 * rank
  ) {
    throw call.error(`has a kernel, strides, dilations or pads that do not fit ${rank} spatial axes`);
  }
  return spatial.map((input, i) => {
    const base = { input, kernel: kernel[i]!, stride: strides[i]!, dilation: dilations[i]! };
    if (!(base.stride > 0 && base.dilation > 0 && base.kernel > 0)) {
      throw call.error('has a stride, dilation or kernel that is not positive');
    }
    const span = base.dilation * (base.kernel - 1);
    let [before, after] = [pads[i]!, pads[i + rank]!];
    let output: number;
    if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
      output = Math.ceil(input / base.stride);
      const total = Math.max(0, (output - 1) * base.stride + span + 1 - input);
      before = auto === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
      after = total - before;
    } else {
      if (auto === 'VALID') [before, after] = [0, 0];
      const steps = (input + before + after - span - 1) / base.stride;
      output = Math.floor(steps) + 1;
      // a window that would start in the padding after the input is dropped, as PyTorch and the runtime do
      if (ceil) output = Math.ceil(steps) + 1 - (Math.ceil(steps) * base.stride >= input + before ? 1 : 0);
      after = Math.max(after, (output - 1) * base.stride + span + 1 - input - before);
    }
    if (!(output > 0))
      throw call.error(`has a window of ${span + 1} over an axis of ${input}: the input is too small`);
    const window = { ...base, before, after, output };
    checkWindow(call, window);
    return window;
  });
}

/** Calls `visit` for each window position with the input indices (per axis) of each kernel tap. */
export function slide(
  windows: readonly Window[],
  visit: (output: number, taps: readonly { input: number; tap: number }[]) => void,
): void {
  const outputs = windows.map((w) => w.output);
  const count = sizeOf(outputs);
  for (let o = 0; o < count; o++) {
    let rest = o;
    const at: number[] = [];
    for (let axis = windows.length - 1; axis >= 0; axis--) {
      at[axis] = rest % outputs[axis]!;
      rest = Math.floor(rest / outputs[axis]!);
    }
    let taps = [{ input: 0, tap: 0 }];
    windows.forEach((w, axis) => {
      const next: { input: number; tap: number }[] = [];
      for (const t of taps) {
        for (let k = 0; k < w.kernel; k++) {
          const i = at[axis]! * w.stride + k * w.dilation - w.before;
          if (i >= 0 && i < w.input) next.push({ input: t.input * w.input + i, tap: t.tap * w.kernel + k });
        }
      }
      taps = next;
    });
    visit(o, taps);
  }
}

/** Applies a function of each window's elements to each plane (batch item and channel) of a tensor. */
export function pool(
  x: Tensor,
  type: ValueType,
  windows: readonly Window[],
  f: (values: number[], output: number) => number,
): Tensor {
  const plane = sizeOf(windows.map((w) => w.input));
  const planeOut = sizeOf(windows.map((w) => w.output));
  const out = new Float64Array(sizeOf(type.dims));
  slide(windows, (o, taps) => {
    for (let p = 0; p * plane < x.size; p++) {
      out[p * planeOut + o] = f(
        taps.map((t) => x.numbers[p * plane + t.input]!),
        o,
      );
    }
  });
  return Tensor.of(type.type, type.dims, out);
}
