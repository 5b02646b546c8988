import path from 'node:path';
import sharp from 'sharp';
import { pearson } from 'faccent';
import { readNpy } from '../common/files.js';
import type { Found } from './report.js';

/** What a command did, and where its results and the files are. */
export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  readonly folder: string;
  readonly out: string;
}

/** Whether what a command did is what it must. */
export type Expectation = (ran: Ran) => Found | Promise<Found>;

const right = (words: string): Found => ({ outcome: 'right', words });
const wrong = (words: string): Found => ({ outcome: 'wrong', words });

const numbers = (file: string): number[] => Array.from(readNpy(file).data as ArrayLike<number>, Number);

/** What a command says, without colours and paths. */
const words = ({ errors, output }: Ran): string =>
  (errors.trim() || output.trim())
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\/[^\s"]*\/(?=[^\s"/]+)/g, '');

/** An expectation of a command that succeeds. */
const ofSuccess =
  (check: (ran: Ran) => Found | Promise<Found>): Expectation =>
  (ran) =>
    ran.code === 0 ? check(ran) : wrong(words(ran));

interface Unit {
  readonly unit: number;
  readonly label?: string;
  readonly activation: number;
  readonly probability?: number;
}

/** The units that `top` found, all of them, in order. */
const units = ({ output }: Ran): Unit[] => (JSON.parse(output) as Unit[]).toSorted((a, b) => a.unit - b.unit);

const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

/** What a network says of a class: scores may become probabilities, numbers have none. */
type Kind = 'probability' | 'score' | 'number';

/** `top`: what it says of all classes. */
export function top(kind: Kind, file: string, tolerance = 1e-3): Expectation {
  return ofSuccess((ran) => {
    const expected = numbers(path.join(ran.folder, file));
    const found = units(ran);
    if (found.length !== expected.length)
      return wrong(`lists ${found.length} classes, not ${expected.length}`);
    if (kind === 'number' && found.some((unit) => typeof unit.probability === 'number'))
      return wrong(`calls a number a probability of ${(100 * found[0]!.probability!).toFixed(0)} %`);
    const values = found.map((unit) => (kind === 'probability' ? unit.probability : unit.activation) ?? NaN);
    const off = largest(values.map((v, i) => v - expected[i]!)) / Math.max(1, largest(expected));
    if (!(off <= tolerance)) return wrong(`${kind} off by ${off.toPrecision(2)}`);
    return right(
      `${kind === 'probability' ? 'probabilities' : `${kind}s`} agree to ${Math.max(off, 1e-7).toExponential(0)}`,
    );
  });
}

/** `top`: so many classes, each with a name. */
export const listed = (count: number): Expectation =>
  ofSuccess((ran) => {
    const found = units(ran);
    if (found.length !== count) return wrong(`lists ${found.length} classes, not ${count}`);
    const nameless = found.filter(({ label }) => !label).length;
    return nameless ? wrong(`${nameless} have no name`) : right(`lists ${count} classes by name`);
  });

/** The map that `attribute --method grad-cam` wrote. */
const gradCam = (out: string): ReturnType<typeof readNpy> => readNpy(path.join(out, 'grad-cam.npy'));

/** `attribute --method grad-cam`: the map, up to its scale. @param least what it correlates with the framework's */
export function map(file: string, least = 0.999): Expectation {
  return ofSuccess(({ folder, out }) => {
    const expected = readNpy(path.join(folder, file));
    const found = gradCam(out);
    if (found.dims.join() !== expected.dims.join())
      return wrong(`a map of ${found.dims.join(' × ')}, not ${expected.dims.join(' × ')}`);
    const r = pearson(
      Float32Array.from(found.data as Float32Array),
      Float32Array.from(expected.data as Float32Array),
    );
    return r >= least
      ? right(`map ${found.dims.join(' × ')} correlates ${r.toFixed(4)}`)
      : wrong(`map correlates ${r.toFixed(2)}`);
  });
}

/** `attribute`: a map of a grid that is not the same everywhere. */
export const mapOf = (height: number, width: number): Expectation =>
  ofSuccess(({ out }) => {
    const { dims, data } = gradCam(out);
    if (dims.join() !== `${height},${width}`) return wrong(`a map of ${dims.join(' × ')}`);
    const values = Array.from(data as ArrayLike<number>, Number);
    if (!values.every(Number.isFinite)) return wrong('a map that is not finite');
    return Math.max(...values) > Math.min(...values)
      ? right(`a map of ${height} × ${width}`)
      : wrong('a map that is the same everywhere');
  });

/** `gradient`: as the framework's in float64. */
export const slope = (file: string, tolerance: number): Expectation =>
  ofSuccess(({ folder, out }) => {
    const expected = numbers(path.join(folder, file));
    const found = numbers(out);
    const norm = (values: readonly number[]): number => Math.hypot(...values);
    const off = norm(expected.map((v, i) => v - (found[i] ?? NaN))) / norm(expected);
    return off <= tolerance
      ? right(`gradient agrees to ${Math.max(off, 1e-7).toExponential(0)}`)
      : wrong(`gradient off by ${off.toPrecision(2)}`);
  });

/** `accentuate --class`: the channel that is raised, and that the run is finite. */
export const takes = (unit: number, layer?: string): Expectation =>
  ofSuccess(({ output }) => {
    const { feature, activation } = JSON.parse(output) as {
      feature?: { layer: string; unit: number };
      activation?: { before: number; after: number };
    };
    if (feature?.unit !== unit || (layer !== undefined && feature.layer !== layer))
      return wrong(`raises ${feature?.layer}:${feature?.unit}`);
    return Number.isFinite(activation?.after)
      ? right(`raises ${feature.layer}:${feature.unit}`)
      : wrong('the activation is not finite');
  });

/** `accentuate`: a run whose activation is told before and after it. */
export const runs: Expectation = ofSuccess(({ output }) => {
  const { activation: { before = NaN, after = NaN } = {} } = JSON.parse(output) as {
    activation?: { before?: number; after?: number };
  };
  return Number.isFinite(before) && Number.isFinite(after)
    ? right(`${before.toFixed(3)} becomes ${after.toFixed(3)}`)
    : wrong('the activation is not finite');
});

/** `accentuate`: the picture that the network is shown. @param most what a byte may be off */
export const seen = (file: string, most = 2): Expectation =>
  ofSuccess(async ({ folder, out }) => {
    const expected = numbers(path.join(folder, file));
    const found = await sharp(path.join(out, 'seed.png'))
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const off = largest(expected.map((v, i) => 255 * v - (found[i] ?? NaN)));
    return off <= most ? right(`seen to ${off.toFixed(1)}/255`) : wrong(`seen ${off.toFixed(0)}/255 off`);
  });

/** A command that succeeds and says this. */
export const says = (text: RegExp): Expectation =>
  ofSuccess((ran) => {
    const said = `${ran.output}\n${ran.errors}`;
    const found = text.exec(said.replaceAll(/\s+/g, ' '));
    return found ? right(`says "${found[0]}"`) : wrong(`does not say ${String(text)}`);
  });

/** A command that is refused, in words that say this. */
export const refused =
  (text: RegExp): Expectation =>
  (ran) => {
    const said = words(ran);
    if (ran.code === 0) return wrong('accepted');
    return text.test(said) ? { outcome: 'refused', words: said } : wrong(said);
  };
