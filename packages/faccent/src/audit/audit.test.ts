// Proves on small networks that an audit makes the pictures that its checks need, goes on where it was left, and tells a feature from what it is not.
import { describe, expect, test } from 'vitest';
import { Random } from '../math/random.js';
import { fourier } from '../parameterization/fourier.js';
import { pixel } from '../parameterization/pixel.js';
import type { Checkpoint } from '../step/records.js';
import { noise } from '../testing/golden.js';
import { networkOf, picture, tensor } from '../testing/networks.js';
import { audit, audited } from './audit.js';
import { auditCheckNames } from './checks.js';
import type { AuditOptions } from './options.js';

const SIDE = 16;
const values = (count: number, seed: number): Float32Array => Float32Array.from(noise(count, seed));
const small = (seed: number) =>
  networkOf(
    SIDE,
    [
      ['Conv', ['image', 'kernel'], 'conv', { pads: [1, 1, 1, 1] }],
      ['Relu', ['conv'], 'relu'],
      ['Conv', ['relu', 'kernel2'], 'conv2', { pads: [1, 1, 1, 1], strides: [2, 2] }],
      ['Relu', ['conv2'], 'relu2'],
      ['GlobalAveragePool', ['relu2'], 'pool'],
      ['Flatten', ['pool'], 'flat'],
      ['Gemm', ['flat', 'head'], 'logits', { transB: 1 }],
    ],
    {
      kernel: tensor([8, 3, 3, 3], values(8 * 27, seed)),
      kernel2: tensor([8, 8, 3, 3], values(8 * 72, seed + 1)),
      head: tensor([6, 8], values(48, seed + 2)),
    },
  );
const model = small(5);
const blobs = (seed: number) => {
  const random = new Random(seed);
  const [y0, x0, r] = [random.uniform(4, 12), random.uniform(4, 12), random.uniform(2, 6)];
  const colour = [random.uniform(), random.uniform(), random.uniform()] as const;
  return picture([SIDE, SIDE], (y, x) => {
    const inside = Math.hypot(y - y0, x - x0) < r;
    return inside ? colour : [0.4, 0.5, 0.6];
  });
};
const photograph = blobs(1);
const natural = Array.from({ length: 16 }, (_, i) => blobs(10 + i));
const quick: AuditOptions = {
  ...{ steps: 4, seeds: 2, others: 2, natural, threads: 1, regularize: null },
  parameterizations: [fourier(), pixel()],
};
const feature = { layer: 'logits', unit: 2 };

describe('an audit', () => {
  test('makes every picture once, and every check in its order', async () => {
    const parts: string[] = [];
    const { findings, pictures, natural, redirected } = await audited(model, feature, [photograph], {
      ...{ ...quick, second: small(50), secondName: 'another' },
      onPart: (part, _, { at, of }) => parts.push(`${part} ${at}/${of}`),
    });
    expect(findings.map(({ name }) => name)).toEqual(auditCheckNames);
    expect(parts).toEqual(
      ['own-0', 'own-1', 'own-2', 'own-3', 'others-4', 'others-5', 'randomized-6'].map(
        (part, i) => `${part} ${i + 1}/7`,
      ),
    );
    expect(pictures.map(({ need }) => need)).toEqual(parts.map((part) => part.split('-')[0]));
    expect(pictures.slice(0, 4).map((p) => [p.parameterization, p.randomSeed])).toEqual([
      ...[0, 1].map((seed) => ['fourier', seed]),
      ...[0, 1].map((seed) => ['pixel', seed]),
    ]);
    for (const { feature: other } of pictures.slice(4, 6)) expect(other.unit).not.toBe(2);
    expect(natural).toMatchObject({ from: '16 natural photographs', weak: false });
    expect(redirected).toBe(false);
    for (const { verdict, lines, sentence } of findings) {
      expect(['sound', 'doubtful', 'not measured']).toContain(verdict);
      expect(sentence).toMatch(/\.$/);
      for (const line of lines) expect(line.reference.values.every(Number.isFinite)).toBe(true);
    }
  });

  test('makes only what the checks that are asked for need, and takes crops for want of photographs', async () => {
    const parts: string[] = [];
    const options = { ...quick, natural: undefined, checks: ['alive', 'spectrum'] };
    const { findings, natural } = await audited(model, feature, [photograph], {
      ...options,
      onPart: (part) => parts.push(part),
    });
    expect(findings.map(({ name }) => name)).toEqual(['alive', 'spectrum']);
    expect(parts).toEqual(['own-0', 'own-1', 'own-2', 'own-3']);
    expect(natural).toMatchObject({ from: '40 crops of the photograph itself', weak: true });
  });

  test('that goes on where it was left ends as if it had not been', async () => {
    const whole = await audited(model, feature, [photograph], quick);
    const left = new Map<string, Checkpoint>();
    const run = audit(model, feature, [photograph], quick);
    for (let steps = 0; steps < 10; steps++) {
      const { done, value } = await run.next();
      if (done) throw new Error('it should have more steps');
      left.set(value.part, await value.checkpoint!());
    }
    await run.return(undefined as never);
    const again = await audited(model, feature, [photograph], {
      ...quick,
      resume: (part) => Promise.resolve(left.get(part)),
    });
    expect(again.findings).toEqual(whole.findings);
    expect(again.pictures.map(({ result }) => result.image)).toEqual(
      whole.pictures.map(({ result }) => result.image),
    );
  });

  test('of a feature that is dead on the photograph redirects gradients, and says so', async () => {
    // relu(4 (r + g + b) − 7): dead at a grey of one half, alive from 0.59 on
    const dead = networkOf(
      SIDE,
      [
        ['Conv', ['image', 'kernel', 'bias'], 'conv'],
        ['Relu', ['conv'], 'relu'],
      ],
      { kernel: tensor([2, 3, 1, 1], [4, 4, 4, 1, 1, 1]), bias: tensor([2], [-7, 0]) },
    );
    const grey = picture([SIDE, SIDE], () => [0.5, 0.5, 0.5]);
    const options = { ...quick, seeds: 1, checks: ['redirect', 'alive'], natural: [grey, grey, grey] };
    const parts: string[] = [];
    const { findings, redirected } = await audited(dead, { layer: 'relu', unit: 0 }, [grey], {
      ...options,
      onPart: (part) => parts.push(part),
    });
    expect(parts).toEqual(['own-0', 'redirected-0', 'redirected-1']);
    expect(redirected).toBe(true);
    const [alive, redirect] = findings;
    expect(redirect!.lines[0]!.value).toBe(1);
    expect(redirect!.verdict).toBe('doubtful');
    // zero all over in every photograph, and no gradient
    expect(alive!.lines.map(({ value }) => value)).toEqual([1, 0, 1, 0]);
    expect(alive!.verdict).toBe('doubtful');
    const lively = await audited(dead, { layer: 'relu', unit: 1 }, [grey], options);
    expect(lively.redirected).toBe(false);
    expect(lively.findings.map(({ verdict }) => verdict)).toEqual(['sound', 'sound']);
  });

  test('refuses what cannot be, before anything is made', async () => {
    const refused = (options: AuditOptions, of: Parameters<typeof audited>[1] = feature) =>
      audited(model, of, [photograph], { ...quick, ...options });
    await expect(refused({ checks: ['truth'] })).rejects.toThrow(/there is no "truth"/);
    await expect(refused({ checks: [] })).rejects.toThrow(/checks/);
    await expect(refused({ seeds: 0 })).rejects.toThrow(/seeds/);
    await expect(refused({ parameterizations: [pixel(), pixel()] })).rejects.toThrow(/each once/);
    await expect(refused({}, { ...feature, position: [0, 0] })).rejects.toThrow(/position/);
    await expect(refused({}, { layer: 'logits', unit: 6 })).rejects.toThrow(/units 0 to 5/);
    await expect(audited(model, feature, [], quick)).rejects.toThrow(/no image/);
  });
});
