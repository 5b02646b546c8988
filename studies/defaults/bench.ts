// What runs are made and judged with.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Image, type Model, channel, defaultThreads, loadModel, objectiveValues } from 'faccent';
import { photographsIn } from '../common/files.js';
import { CANVAS, JUDGE, JUDGE_LAYER, type TriedNetwork } from './settings.js';

/** A network, and who judges what it makes. */
export interface Bench {
  readonly network: TriedNetwork;
  readonly model: Model;
  readonly judge: Model;
  /** Where the judge sees distance. */
  readonly judgeLayer: string;
  /** A class's logits on natural photographs, where there are some. */
  readonly naturalLogits: (unit: number) => Promise<readonly number[] | undefined>;
  /** A folder of categories, for photographs that do not ship. */
  readonly images?: string;
  readonly threads: number;
}

/** Of each category of a folder the first four photographs; none without the folder. */
async function naturalPhotographs(folder: string | undefined): Promise<Image[]> {
  if (folder === undefined) return [];
  const categories = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = await Promise.all(
    categories.map(({ name }) => photographsIn(path.join(folder, name), [CANVAS, CANVAS])),
  );
  return all.flatMap((photographs) => photographs.slice(0, 4).map(({ image }) => image));
}

/** Each class's logits on natural photographs, computed once. */
function logitsOn(model: Model, natural: readonly Image[], threads: number): Bench['naturalLogits'] {
  const known = new Map<number, Promise<number[]>>();
  return async (unit) => {
    if (natural.length === 0) return undefined;
    const objective = channel({ layer: model.logits, unit });
    if (!known.has(unit)) known.set(unit, objectiveValues(model, objective, natural, { threads }));
    return known.get(unit);
  };
}

/** What a network's runs are made and judged with. @param judge the folder of the judge */
export async function openBench(
  network: TriedNetwork,
  {
    judge: folder,
    images,
    threads = defaultThreads(),
  }: { readonly judge: string; readonly images?: string; readonly threads?: number },
): Promise<Bench> {
  const judge = await loadModel(folder);
  const model = network.name === JUDGE ? judge : await loadModel(network.name);
  const naturalLogits = logitsOn(model, await naturalPhotographs(images), threads);
  return { network, model, judge, judgeLayer: JUDGE_LAYER, naturalLogits, images, threads };
}
