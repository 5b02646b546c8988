/** How a kernel slides over the spatial axes: one entry per axis. */
export interface Window {
  /** Length of the input. */
  input: number;
  kernel: number;
  stride: number;
  dilation: number;
  /** Padding before and after; `after` covers what the last window of a ceil-mode pool overhangs. */
  before: number;
  after: number;
  /** Number of positions. */
  output: number;
}

/** Distance between the first and the last element that a window touches. */
export const reach = (w: Window): number => w.dilation * (w.kernel - 1);

/** How far the last window reaches beyond the input: the padding after it that is used. */
export const overhang = (w: Window): number =>
  Math.max(0, (w.output - 1) * w.stride + reach(w) + 1 - w.before - w.input);

/** Attributes that spell windows out, without automatic padding. */
export function windowAttributes(windows: readonly Window[]) {
  return {
    kernel_shape: windows.map((w) => w.kernel),
    strides: windows.map((w) => w.stride),
    dilations: windows.map((w) => w.dilation),
    pads: [...windows.map((w) => w.before), ...windows.map((w) => w.after)],
  };
}
