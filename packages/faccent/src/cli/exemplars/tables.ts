import { LEVELS } from 'faccent';
import type { ChannelStatistics } from 'faccent';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { version } from '../../version.js';
import type { BlockPhotograph } from './block.js';
import type { ChosenChannel } from './choice.js';

/** The tables' files. */
export const TABLES = {
  channels: 'channels.parquet',
  exemplars: 'exemplars.parquet',
  photographs: 'photographs.parquet',
} as const;

/** A box of the canvas: its first row and column, and those behind its last. */
export type CanvasBox = readonly [y0: number, x0: number, y1: number, x1: number];

/** What a position of a layer sees of the canvas; all of it where the layer has no positions. */
export type BoxOf = (layer: string, position: readonly [y: number, x: number] | undefined) => CanvasBox;

/** Rows of a table at once in memory where it is read. */
const ROW_GROUP = 65_536;

const table = (columnData: ColumnSource[]): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({ columnData, rowGroupSize: ROW_GROUP, createdBy: `faccent ${version}` }),
  );

const texts = (name: string, data: string[]): ColumnSource => ({
  name,
  data,
  type: 'STRING',
  nullable: false,
});
const wholes = (name: string, data: (number | undefined)[]): ColumnSource => ({
  ...{ name, data, type: 'INT32', nullable: data.includes(undefined) },
});
const doubles = (name: string, data: (number | undefined)[]): ColumnSource => ({
  ...{ name, data, type: 'DOUBLE', nullable: data.includes(undefined) },
});

/** `q05`, `q999`: the digits of the part behind the point. */
export const levelName = (level: number): string => `q${level.toFixed(3).slice(2).replace(/0$/, '')}`;

/** What was measured: in the order of all values. */
export const photographsTable = (photographs: readonly BlockPhotograph[]): Uint8Array =>
  table([
    wholes(
      'index',
      photographs.map((_, i) => i),
    ),
    texts(
      'path',
      photographs.map(({ path }) => path),
    ),
    texts(
      'sha256',
      photographs.map(({ sha256 }) => sha256),
    ),
    wholes(
      'width',
      photographs.map(({ width }) => width),
    ),
    wholes(
      'height',
      photographs.map(({ height }) => height),
    ),
  ]);

/** A row a channel: how it is over all photographs, by its mean over positions and by its peak (`peak_…`). */
export function channelsTable(channels: readonly ChosenChannel[]): Uint8Array {
  const statistics = (prefix: string, of: (channel: ChosenChannel) => ChannelStatistics | undefined) => [
    ...(['mean', 'deviation', 'min', 'max'] as const).map((name) =>
      doubles(
        prefix + name,
        channels.map((channel) => of(channel)?.[name]),
      ),
    ),
    ...LEVELS.map((level, i) =>
      doubles(
        prefix + levelName(level),
        channels.map((channel) => of(channel)?.quantiles[i]),
      ),
    ),
  ];
  return table([
    texts(
      'layer',
      channels.map(({ layer }) => layer),
    ),
    wholes(
      'unit',
      channels.map(({ unit }) => unit),
    ),
    wholes(
      'count',
      channels.map(({ activation }) => activation.count),
    ),
    ...statistics('', ({ activation }) => activation),
    ...statistics('peak_', ({ peak }) => peak),
  ]);
}

/** A row a photograph that was chosen for a channel. */
export function exemplarsTable(
  channels: readonly ChosenChannel[],
  photographs: readonly BlockPhotograph[],
  boxOf: BoxOf,
): Uint8Array {
  const rows = channels.flatMap(({ layer, unit, chosen }) =>
    chosen.map((one) => ({
      ...{ layer, unit, ...one, ...photographs[one.photograph]! },
      box: boxOf(layer, one.position),
    })),
  );
  const column = <T>(of: (row: (typeof rows)[number]) => T): T[] => rows.map(of);
  return table([
    texts(
      'layer',
      column(({ layer }) => layer),
    ),
    wholes(
      'unit',
      column(({ unit }) => unit),
    ),
    texts(
      'kind',
      column(({ kind }) => kind),
    ),
    wholes(
      'rank',
      column(({ rank }) => rank),
    ),
    texts(
      'photograph',
      column(({ path }) => path),
    ),
    texts(
      'sha256',
      column(({ sha256 }) => sha256),
    ),
    doubles(
      'activation',
      column(({ activation }) => activation),
    ),
    doubles(
      'peak',
      column(({ peak }) => peak),
    ),
    wholes(
      'y',
      column(({ position }) => position?.[0]),
    ),
    wholes(
      'x',
      column(({ position }) => position?.[1]),
    ),
    ...(['y0', 'x0', 'y1', 'x1'] as const).map((name, i) =>
      wholes(
        name,
        column(({ box }) => box[i]!),
      ),
    ),
  ]);
}
