import type { Command } from 'commander';
import {
  type DeviceChoice,
  benchmark,
  benchmarkForward,
  box,
  channel,
  defaultThreads,
  readPhotograph,
  runtimeName,
  runtimeVersion,
} from 'faccent';
import pc from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { MOST_STEPS } from '../../options.js';
import { deviceOf } from '../device.js';
import { viewsOf, withBackground, withViews } from '../flags/declared.js';
import { DEFAULT_SIZE, withDevice, withModel } from '../flags/groups.js';
import { type FeatureText, featureText, positiveWhole, size, upTo } from '../flags/parse.js';
import { subject } from '../flags/places.js';
import { keepingBackend } from '../jobs/run.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { checkFeature, featureOf } from '../target.js';

interface BenchFlags extends ModelFlags {
  readonly feature?: FeatureText;
  readonly class?: string;
  readonly model?: string;
  readonly steps: number;
  readonly size: [number, number];
  readonly background?: string;
  readonly views?: number;
  readonly crops?: number;
  readonly regularize?: string;
  readonly viewsAtOnce?: number;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Peak memory of this process in MiB. */
const peakMemory = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

const VIEWS = 16;

/** In its help. */
export const examples = ['faccent bench photo.jpg --class leopard'];

/** Adds what `bench` takes, and what it does. */
export function define(command: Command): void {
  withViews(
    withBackground(
      withDevice(
        withModel(
          command
            .argument('<photo>', 'an image file', subject)
            .option('--feature <layer:unit>', 'the channel to accentuate', featureText)
            .option('--class <name>', 'or: the class, by label or index'),
        ),
      ),
    )
      .option('--steps <n>', 'steps, of which the first does not count', upTo(MOST_STEPS), 8)
      .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [DEFAULT_SIZE, DEFAULT_SIZE]),
    VIEWS,
  )
    .option('--views-at-once <n>', 'views that are in memory together (default: 4 on a CPU)', positiveWhole)
    .option(
      '--regularize <layer>',
      "where to stay close to the photograph, or none (default: the model's own)",
    )
    .option('--json', 'print the result as JSON')
    .action(bench);
}

async function bench(photoPath: string, flags: BenchFlags): Promise<void> {
  checkFeature(flags);
  const device = await deviceOf(flags.device);
  const [{ model }, image] = await Promise.all([
    loadModel(flags.model, { ...flags, quiet: true }),
    readPhotograph(photoPath, { size: flags.size, background: flags.background }),
  ]);
  const { layer, unit } = featureOf(model, flags);
  const views = viewsOf(flags) ?? VIEWS;
  const { steps, viewsAtOnce, threads = defaultThreads() } = flags;
  const before = performance.now();
  const objective = channel({ layer, unit });
  const options = {
    ...(flags.regularize !== undefined && {
      regularize: flags.regularize === 'none' ? null : flags.regularize,
    }),
    ...{ steps, viewsAtOnce, device, threads, transform: box({ views }) },
    backend: keepingBackend(flags.json === true),
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
    ...{ size: flags.size, views, threads, device, runtime: `${runtimeName} ${runtimeVersion}` },
  };
  if (flags.json) {
    console.log(formatJson('the result', result));
    return;
  }
  const row = (name: string, text: string): void => console.log(`${name.padEnd(34)}${pc.bold(text)}`);
  row('a step', `${result.secondsPerStep.toFixed(3)} s`);
  row("the runtime's forward pass alone", `${result.forwardSeconds.toFixed(3)} s`);
  row('outside the runtime', `${(100 * result.shareOutside).toFixed(1)} %`);
  row('process start to first step done', `${result.secondsFromProcessStart.toFixed(2)} s`);
  row('peak memory', `${result.peakMemoryMiB} MiB`);
}
