/** What a profile of ONNX Runtime says of a step. */
export interface Profile {
  /** Operators that the CPU computed. */
  readonly onCpu: readonly string[];
  /** Of each kernel, how often it ran in the last pass and how long it took on the device, in seconds; longest first. */
  readonly kernels: readonly { readonly name: string; readonly runs: number; readonly seconds: number }[];
}

interface Event {
  readonly cat: string;
  readonly name: string;
  /** In microseconds. */
  readonly dur: number;
  readonly args: { readonly provider?: string; readonly op_name?: string };
}

/** @param lines of the console, where ONNX Runtime writes its profile, an event a line */
export function profileOf(lines: readonly string[]): Profile {
  const events = lines
    .filter((line) => line.startsWith('{"cat"'))
    .map((line) => JSON.parse(line.replace(/,\s*$/, '')) as Event);
  const nodes = events.filter(({ cat }) => cat === 'Node');
  const passes = events.filter(({ name }) => name === 'model_run').length;
  const onDevice = events.filter(({ cat }) => cat === 'Api');
  const last = onDevice.slice(-Math.floor(onDevice.length / Math.max(1, passes)));
  const kernels = new Map<string, { runs: number; seconds: number }>();
  for (const { name, dur } of last) {
    const kernel = name.split('&').at(-1)!;
    const { runs, seconds } = kernels.get(kernel) ?? { runs: 0, seconds: 0 };
    kernels.set(kernel, { runs: runs + 1, seconds: seconds + dur / 1e6 });
  }
  return {
    onCpu: nodes.flatMap(({ args }) =>
      args.provider && args.provider !== 'WebGpuExecutionProvider' ? [args.op_name ?? ''] : [],
    ),
    kernels: [...kernels]
      .map(([name, sums]) => ({ name, ...sums }))
      .toSorted((a, b) => b.seconds - a.seconds),
  };
}
