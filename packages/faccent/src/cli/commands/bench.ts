import {
  type DeviceChoice,
  benchmark,
  benchmarkForward,
  box,
  channel,
  defaultThreads,
  runtime,
  runtimeName,
  runtimeVersion,
} from 'faccent';
import pc from 'picocolors';
import { deviceOf } from '../device.js';
import { keepingGraphs } from '../../platform/node/compiled.js';
import { type ModelFlags, loadModel } from '../../models/load.js';
import { readPhoto } from '../../platform/node/photo.js';
import { compiledFolder } from '../../models/cache.js';
import { featureOf } from '../feature.js';

export interface BenchFlags extends ModelFlags {
  readonly feature?: { layer: string; unit: number };
  readonly class?: string;
  readonly model?: string;
  readonly steps: number;
  readonly size: [number, number];
  readonly crops: number;
  readonly regularize?: string;
  readonly viewsAtOnce?: number;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Peak memory of this process in MiB. */
const peakMemory = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

export async function benchCommand(photoPath: string, flags: BenchFlags): Promise<void> {
  const [{ model }, { image }] = await Promise.all([
    loadModel(flags.model, { ...flags, quiet: true }),
    readPhoto(photoPath, flags.size),
  ]);
  const { layer, unit } = featureOf(model, flags);
  const { steps, crops, viewsAtOnce, threads = defaultThreads() } = flags;
  const device = await deviceOf(flags.device);
  const before = performance.now();
  const objective = channel({ layer, unit });
  const options = {
    ...(flags.regularize !== undefined && {
      regularize: flags.regularize === 'none' ? null : flags.regularize,
    }),
    ...{ steps, viewsAtOnce, device, threads, transform: box({ views: crops }) },
    backend: keepingGraphs(runtime, compiledFolder()),
  };
  const measured = await benchmark(model, image, objective, options);
  // of the run alone: the forward pass has all views in memory at once
  const peakMemoryMiB = peakMemory();
  const result = {
    ...measured,
    forwardSeconds: await benchmarkForward(model, objective, options),
    // the process's clock starts with it
    secondsFromProcessStart: before / 1000 + measured.secondsToFirstStep,
    peakMemoryMiB,
    feature: `${layer}:${unit}`,
    ...{ size: flags.size, crops, threads, device, runtime: `${runtimeName} ${runtimeVersion}` },
  };
  if (flags.json) {
    console.log(JSON.stringify(result));
    return;
  }
  const row = (name: string, text: string): void => console.log(`${name.padEnd(34)}${pc.bold(text)}`);
  row('a step', `${result.secondsPerStep.toFixed(3)} s`);
  row("the runtime's forward pass alone", `${result.forwardSeconds.toFixed(3)} s`);
  row('outside the runtime', `${(100 * result.shareOutside).toFixed(1)} %`);
  row('process start to first step done', `${result.secondsFromProcessStart.toFixed(2)} s`);
  row('peak memory', `${result.peakMemoryMiB} MiB`);
}
