// What a step makes stays on a device that can keep it and is freed in time; where the device is lost the run goes on.
import { backend } from '#platform';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accentuate, accentuation } from '../accentuate.js';
import type { Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import type { RunOptions } from '../options.js';
import { watching } from '../platform/on-device.js';
import type { Backend, RuntimeSession, RuntimeTensor, Value } from '../platform/runtime.js';
import { fixtureBytes } from '../testing/golden.js';
import { box } from '../transform/box.js';
import type { Step } from './records.js';

const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const logit = channel({ layer: 'fc', unit: 3 });
const photo: Image = {
  size: [24, 24],
  data: Float32Array.from({ length: 3 * 24 * 24 }, (_, i) => 0.5 + 0.3 * Math.sin(i)),
};
const options: RunOptions = { steps: 5, transform: box({ views: 2 }), threads: 1, regularize: 'relu1' };

/** Node.js' runtime as a device that keeps values, and is lost when told. */
function fragile() {
  const device = { alive: 0, downloads: 0, uploads: 0, lose: (reason: string): void => void reason };
  const lost = new Promise<string>((resolve) => (device.lose = resolve));
  const keep = (tensor: RuntimeTensor): RuntimeTensor & { readonly kept: RuntimeTensor } => {
    device.alive++;
    return {
      ...{ type: tensor.type, dims: tensor.dims, location: 'gpu-buffer', kept: tensor },
      getData: () => {
        device.downloads++;
        return tensor.getData();
      },
      dispose: () => device.alive--,
    };
  };
  const target = { blockedChannels: 16, copiesRows: true, smallMaps: 0, integers: true };
  const made: Backend = {
    ...backend,
    placed: undefined,
    providers: { cpu: 'cpu', webgpu: 'cpu' },
    target: () => target,
    create: async (model, { preferredOutputLocation = {}, ...own }) => {
      const session = await backend.create(model, own);
      const kept: RuntimeSession = {
        run: async (feeds, fetches) => {
          const made = Object.entries(await session.run(feeds, fetches));
          return Object.fromEntries(made.map(([n, t]) => [n, preferredOutputLocation[n] ? keep(t) : t]));
        },
        release: () => session.release(),
      };
      return kept;
    },
    memoryOn: (name) =>
      name === 'webgpu'
        ? () =>
            Promise.resolve({
              upload: ({ type, data, dims }: Value) => {
                device.uploads++;
                return new backend.Tensor(type, data, dims);
              },
              read: (output) => output.getData(),
              free: (output) => Promise.resolve(output.dispose!()),
              feed: (output) => (output as ReturnType<typeof keep>).kept,
              watch: watching('webgpu', lost),
            })
        : undefined,
  };
  return { device, backend: made };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const onDevice = { ...options, device: 'webgpu', viewsAtOnce: 4 } as const;

test('a run is to the bit what it is in memory, reads nothing but what is asked for, and leaves nothing there', async () => {
  const { device, backend: kept } = fragile();
  const expected = await accentuate(tiny, photo, logit, options);
  const found = await accentuate(tiny, photo, logit, { ...onDevice, backend: kept });
  expect(found.image).toEqual(expected.image);
  expect(found.opacity).toEqual(expected.opacity);
  expect(found.steps.map(({ activation }) => activation)).toEqual(
    expected.steps.map(({ activation }) => activation),
  );
  // whether the unit is dead, once; where the run stood after its first step: the sum, parameters and Adam's two
  // moments; the sum at the end
  expect(device.downloads).toBe(1 + 4 + 1);
  // the noise and the seed, which every step is fed
  expect(device.uploads).toBeGreaterThanOrEqual(2);
  expect(device.alive).toBe(0);
});

test('a run that is left leaves nothing there', async () => {
  const { device, backend: kept } = fragile();
  for await (const { step } of accentuation(tiny, photo, logit, { ...onDevice, backend: kept }))
    if (step === 1) break;
  expect(device.alive).toBe(0);
});

test('a run goes on from a checkpoint that was read from there', async () => {
  const { backend: kept } = fragile();
  const whole = await accentuate(tiny, photo, logit, { ...onDevice, backend: kept });
  const run = accentuation(tiny, photo, logit, { ...onDevice, backend: kept });
  await run.next();
  const { value } = await run.next();
  const resume = await (value as Step).checkpoint!();
  await run.return(undefined as never);
  const rest = await accentuate(tiny, photo, logit, { ...onDevice, backend: kept, resume });
  expect(rest.image).toEqual(whole.image);
});

test.each([
  ['from the last step that was kept', 6000, [0, 1, 2, 3, 4], 'from step 2'],
  ['from further back, where nothing was kept since', 0, [0, 1, 1, 2, 3, 4], 'from step 1'],
])('a lost device goes on with the CPU: %s', async (_, between, steps, from) => {
  const { device, backend: kept } = fragile();
  const expected = await accentuate(tiny, photo, logit, options);
  const run = accentuation(tiny, photo, logit, { ...onDevice, backend: kept });
  const told: Step[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done) {
      expect(value.image).toEqual(expected.image);
      expect(value.steps.length).toBe(5);
      break;
    }
    told.push(value);
    vi.setSystemTime(Date.now() + between);
    if (told.length !== 2) continue;
    const { image } = await value.after!();
    device.lose('unplugged');
    // what was made stays
    expect((await value.after!()).image).toEqual(image);
    expect((await value.checkpoint!()).steps.length).toBe(between ? 2 : 1);
  }
  expect(told.map(({ step }) => step)).toEqual(steps);
  expect(told.map(({ note }) => note)).toEqual([
    undefined,
    undefined,
    expect.stringMatching(`"webgpu" was lost \\(unplugged\\): the run goes on with the device "cpu" ${from}`),
    ...told.slice(3).map(() => undefined),
  ]);
});
