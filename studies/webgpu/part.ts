import { availableParallelism, cpus } from 'node:os';
import { runtimeVersion } from 'faccent';
import { table } from '../common/markdown.js';
import type { Times } from './page/main.js';
import type { Profile } from './profile.js';

/** When the first step ends at the latest on an adapter in software, in seconds. */
const FIRST_LIMIT = 60;

export interface Everything {
  readonly canvas: number;
  readonly views: number;
  /** Its version. */
  readonly chromium: string;
  /** Whether the adapter is one in software. */
  readonly software: boolean;
  readonly times: Times;
  readonly profile: Profile;
}

const seconds = (x: number): string => x.toFixed(2);

/** The part of the page, and whether what is asked for holds. */
export function partOf({ canvas, views, chromium, software, times, profile }: Everything) {
  const { steps, shaders } = times;
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const later = (last - first) / Math.max(1, steps.length - 1);
  const rows = profile.kernels.map(({ name, runs, seconds: taken }) => {
    const compiled = shaders.flatMap(([kernel, waited]) => (kernel === name ? [waited] : []));
    return [
      ...[name, String(compiled.length), seconds(Math.max(0, ...compiled))],
      ...[String(runs), seconds(taken)],
    ];
  });
  const onCpu = profile.onCpu.length ? profile.onCpu.join(', ') : 'none';
  const text = `## On WebGPU

\`npm run study webgpu\`: the network that ships, held at its own layer, a class, canvas ${canvas}, ${views} ${views === 1 ? 'view' : 'views'}, in Chromium ${chromium} with
ONNX Runtime ${runtimeVersion}, ${software ? 'on an adapter in software (SwiftShader): no GPU' : 'on the GPU'}; ${cpus()[0]!.model.trim()}, ${availableParallelism()} cores.

The first step ends after **${first.toFixed(1)} s**${software ? ` (at most ${FIRST_LIMIT})` : ''}, with reading the graph, compiling ${shaders.length} shaders and the pass
that measures the balance; a later step takes **${seconds(later)} s**. Operators of the step that the CPU computes: **${onCpu}**.

By kernel: shaders that are compiled, and the longest wait for one; runs in a step, and their time on the device, profiled.

${table(['kernel', 'shaders', 'longest, s', 'runs', 's'], rows)}`;
  return { text, holds: profile.onCpu.length === 0 && (!software || first <= FIRST_LIMIT) };
}
