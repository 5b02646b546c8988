import { jobId } from '../../../atlas/job.js';
import type { MappedCell, MappedLevel } from '../../../atlas/map/map.js';
import { receptiveBoxes } from '../../exemplars/fields.js';
import { type Added, type Wanted, addJobs } from '../add.js';
import { type CellFile, type LevelFile, type MapFile, writeMap } from './file.js';
import type { CellRequests } from './jobs.js';
import type { SampledPoint, Sampling } from './measure.js';

type Box = CellFile['examples'][number]['box'];

/** What a position sees, in parts of a photograph's canvas. */
type PartOf = (position: SampledPoint['position']) => Box;

const DIGITS = 1e4;

const rounded = (value: number): number => Math.round(value * DIGITS) / DIGITS;

/** What positions of a layer see of a photograph. */
export async function boxesOf({ model, layer, device, threads }: Sampling): Promise<PartOf> {
  const { size } = model.description;
  const boxOf = await receptiveBoxes(model, [{ layer, units: [] }], { size, device, threads });
  const within = (value: number, length: number): number => rounded(Math.min(1, Math.max(0, value / length)));
  return (position) => {
    const [y0, x0, y1, x1] = boxOf(layer, position);
    return [within(y0, size[0]), within(x0, size[1]), within(y1, size[0]), within(x1, size[1])];
  };
}

/** What a map's file says beside its levels. */
interface About extends Pick<MapFile, 'name' | 'layer' | 'of' | 'canvas'> {
  /** A map of this name that is there, of the same points. */
  readonly there: MapFile | undefined;
  readonly about: readonly SampledPoint[];
  readonly requests: CellRequests;
  readonly boxOf: PartOf;
}

/**
 * Puts the pictures of a map's cells into a plan, and what the map is beside them. Levels that a map of before has and this
 * one has not stay.
 */
export async function writeLevels(
  plan: string,
  levels: readonly MappedLevel[],
  { there, about, requests, boxOf, ...said }: About,
): Promise<{ readonly map: MapFile; readonly added: Added }> {
  // cells of two grids may hold the same points
  const wanted = new Map<string, Wanted>();
  const photographs = new Photographs(there);
  const cellFile = async ({ row, column, points, ...cell }: MappedCell): Promise<CellFile> => {
    const request = requests.of(cell.direction);
    const id = await jobId(request);
    wanted.set(id, { layer: said.layer, request });
    return {
      ...{ row, column, count: points.length, id },
      labels: cell.labels.map((label) => ({ ...label, probability: rounded(label.probability) })),
      examples: cell.examples.map((i) => {
        const { path, sha256, position } = about[i]!;
        return { photograph: photographs.at({ path, sha256 }), box: boxOf(position) };
      }),
    };
  };
  const made: LevelFile[] = [];
  for (const { side, cells } of levels)
    made.push({ side, settings: requests.settings, cells: await Promise.all(cells.map(cellFile)) });
  const others = (there?.levels ?? []).filter((level) => made.every(({ side }) => side !== level.side));
  // jobs first: a map never shows what nobody makes
  const added = await addJobs(plan, [...wanted.values()]);
  const map: MapFile = {
    ...{ format: 'faccent-atlas-map', version: 1, created: there?.created ?? new Date().toISOString() },
    ...{ ...said, points: about.length, photographs: photographs.all },
    levels: [...made, ...others].sort((a, b) => a.side - b.side),
  };
  await writeMap(plan, map);
  return { map, added };
}

/** The photographs that a map's cells show, each once. */
class Photographs {
  readonly all: { path: string; sha256: string }[];
  private readonly places: Map<string, number>;

  constructor(there: MapFile | undefined) {
    this.all = [...(there?.photographs ?? [])];
    this.places = new Map(this.all.map(({ sha256 }, i) => [sha256, i]));
  }

  at(photograph: { readonly path: string; readonly sha256: string }): number {
    const known = this.places.get(photograph.sha256);
    if (known !== undefined) {
      // it may lie elsewhere by now
      this.all[known] = { ...photograph };
      return known;
    }
    this.places.set(photograph.sha256, this.all.length);
    return this.all.push({ ...photograph }) - 1;
  }
}
