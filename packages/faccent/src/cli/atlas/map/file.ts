import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { FaccentError } from 'faccent';
import { writeWhole } from '../../../platform/node/atomic.js';
import { readJsonIfThere } from '../../../platform/node/read.js';

/** The format of a map's file. */
const [FORMAT, VERSION] = ['faccent-atlas-map', 1] as const;

const whole = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());
const part = z.number().check(z.gte(0), z.lte(1));

const LABEL = z.object({ unit: whole, label: z.optional(z.string()), probability: part });

/** A photograph of the map's, and the part of its canvas that a point of the cell sees: rows and columns from 0 to 1. */
const EXAMPLE = z.object({ photograph: whole, box: z.tuple([part, part, part, part]) });

const CELL = z.object({
  row: whole,
  column: whole,
  /** Points in it. */
  count: positive,
  /** Of the job that shows it. */
  id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  labels: z.array(LABEL),
  examples: z.array(EXAMPLE),
});

const LEVEL = z.object({
  /** Cells along each side. */
  side: positive,
  /** What the pictures of its cells are made with: of other settings they are others. */
  settings: z.string(),
  cells: z.array(CELL),
});

const MAP = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  created: z.string(),
  name: z.string(),
  layer: z.string(),
  /** What points it is of: what any of this changes is another map. */
  of: z.object({
    network: z.string(),
    /** A hash of all photographs' hashes. */
    photographs: z.string(),
    positions: positive,
    background: z.string(),
    randomSeed: z.int(),
    least: positive,
  }),
  points: whole,
  /** Height and width of the canvas that photographs were looked at on. */
  canvas: z.tuple([positive, positive]),
  /** Photographs that cells show. */
  photographs: z.array(z.object({ path: z.string(), sha256: z.string() })),
  /** Coarse ones first. */
  levels: z.array(LEVEL),
});

/** A map as its file has it. */
export type MapFile = z.infer<typeof MAP>;
export type LevelFile = z.infer<typeof LEVEL>;
export type CellFile = z.infer<typeof CELL>;

const fileOf = (plan: string, name: string): string => path.join(plan, 'maps', `${name}.json`);

/**
 * A map of a plan; nothing where it has none of that name.
 * @throws FaccentError where its file cannot be read, or is no map's
 */
export async function readMap(plan: string, name: string): Promise<MapFile | undefined> {
  const file = fileOf(plan, name);
  const json = await readJsonIfThere(file);
  return json === undefined ? undefined : mapFrom(json, file);
}

/** @param file what errors call it @throws FaccentError */
export function mapFrom(json: unknown, file: string): MapFile {
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format === FORMAT && typeof version === 'number' && version !== VERSION)
    throw new FaccentError(
      `the map "${file}" is of version ${version}, and this faccent reads version ${VERSION}: use the faccent that made it, or delete it and map anew`,
    );
  const { data, error } = z.safeParse(MAP, json);
  const wrong = error ? error.issues[0]!.path.join('.') || 'all of it' : misplaced(data);
  if (wrong !== undefined)
    throw new FaccentError(
      `the map "${file}" is damaged (${wrong} is not what faccent writes): delete it, and the same faccent atlas map makes it anew`,
    );
  return data!;
}

/** What of a map leads to something that it does not have. */
function misplaced({ levels, photographs }: MapFile): string | undefined {
  for (const [l, { side, cells }] of levels.entries())
    for (const [c, { row, column, examples }] of cells.entries()) {
      const at = `levels.${l}.cells.${c}`;
      if (row >= side) return `${at}.row`;
      if (column >= side) return `${at}.column`;
      const e = examples.findIndex(({ photograph }) => photograph >= photographs.length);
      if (e >= 0) return `${at}.examples.${e}.photograph`;
    }
  return undefined;
}

/** Writes a map, in the place of one of its name. */
export async function writeMap(plan: string, map: Omit<MapFile, 'format' | 'version'>): Promise<void> {
  await mkdir(path.join(plan, 'maps'), { recursive: true });
  await writeWhole(
    fileOf(plan, map.name),
    `${JSON.stringify({ format: FORMAT, version: VERSION, ...map })}\n`,
  );
}
