import type { Layer } from 'faccent';
import pc from '../print/colours.js';
import { type Shown, inside } from './tree.js';
import { largest } from '../../math/extremes.js';

/** One line: what it can carry, its name, what it is, its shape. */
interface Row {
  readonly layer?: Layer;
  readonly name: string;
  readonly bold: boolean;
  readonly what: string;
}

const marks = (layer: Layer | undefined): string =>
  `${layer?.objective ? pc.green('o') : ' '}${layer?.regularizer ? pc.cyan('r') : ' '}`;

const shape = (layer: Layer | undefined): string => (layer ? (layer.dims?.slice(1).join(' × ') ?? '?') : '');

/** Names wider than this push what follows to the right, each by itself. */
const WIDEST = 64;

function table(rows: readonly Row[]): string[] {
  const width = (text: (row: Row) => string): number =>
    largest(
      rows.map((row) => text(row).length).filter((length) => length <= WIDEST),
      0,
    );
  const [names, whats] = [width((row) => row.name), width((row) => row.what)];
  return rows.map((row) => {
    const padding = ' '.repeat(Math.max(0, names - row.name.length));
    const text = `${marks(row.layer)} ${row.bold ? pc.bold(row.name) : pc.dim(row.name)}${padding}`;
    return `${text}  ${pc.dim(`${row.what.padEnd(whats)}  ${shape(row.layer)}`)}`.trimEnd();
  });
}

/** Modules as a tree. */
export const treeLines = (shown: readonly Shown[]): string[] =>
  table(
    shown.map(({ branch, depth, closed, alike }) => {
      const { name, type, layer } = branch;
      const kind = type ?? layer?.operator ?? '';
      const count = closed && !alike ? `${inside(branch)} inside` : '';
      return {
        ...{ layer, bold: layer !== undefined },
        name: `${'  '.repeat(depth)}${name}${alike ? ` … ${alike.last.name}` : ''}`,
        what: alike ? `${alike.count} more ${kind}`.trimEnd() : [kind, count].filter(Boolean).join(', '),
      };
    }),
  );

/** Layers one by one, each with the modules that it is the output of. */
export const layerLines = (layers: readonly Layer[]): string[] =>
  table(
    layers.map((layer) => ({
      ...{ layer, name: layer.name, bold: true },
      what: [
        layer.operator,
        ...layer.modules.flatMap(({ name }) => (name === layer.name ? [] : [`= ${name}`])),
      ].join(' '),
    })),
  );
