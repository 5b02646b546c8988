/** Activation vectors of positions, one after another: (count, channels). */
export interface Points {
  readonly channels: number;
  readonly data: Float32Array;
}

/** How many there are. */
export const countOf = ({ channels, data }: Points): number => data.length / channels;

/** One of them, not a copy. */
export const pointAt = ({ channels, data }: Points, i: number): Float32Array =>
  data.subarray(i * channels, (i + 1) * channels);

/** The first so many, not copied. */
export const firstOf = ({ channels, data }: Points, count: number): Points => ({
  channels,
  data: data.subarray(0, count * channels),
});

/** The mean of some of them. */
export function meanOf(points: Points, indices: readonly number[]): Float64Array {
  const mean = new Float64Array(points.channels);
  for (const i of indices) {
    const point = pointAt(points, i);
    for (let c = 0; c < mean.length; c++) mean[c]! += point[c]! / indices.length;
  }
  return mean;
}

/** Each at unit length, so that a dot product is a cosine; what is all zeros stays so. */
export function atUnitLength({ channels, data }: Points): Points {
  const unit = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += channels) {
    let squares = 0;
    for (let c = start; c < start + channels; c++) squares += data[c]! ** 2;
    const length = Math.sqrt(squares);
    if (length > 0) for (let c = start; c < start + channels; c++) unit[c] = data[c]! / length;
  }
  return { channels, data: unit };
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
