import type { NetworkLayer, NetworkLayers, NetworkModule } from '../worker/protocol.js';

/** A line of the tree. */
export interface TreeRow {
  /** In full; of its own. */
  readonly name: string;
  /** What it adds to the name of what it is in. */
  readonly label: string;
  readonly type?: string;
  readonly layer?: NetworkLayer;
  /** From 1. */
  readonly level: number;
  /** Its place among those beside it, from 1, and how many they are. */
  readonly position: number;
  readonly beside: number;
  readonly parent?: string;
  /** Undefined where nothing is inside. */
  readonly open?: boolean;
}

/** A name without that of what it is in. */
const within = (name: string, parent: string | undefined): string =>
  parent !== undefined && name.startsWith(parent) ? name.slice(parent.length).replace(/^[./]/, '') : name;

/** The lines of a network's modules, those inside of the open ones too; of a network without modules its layers. */
export function treeRows(
  { layers, modules }: NetworkLayers,
  open: { has(name: string): boolean },
): TreeRow[] {
  if (!modules.length) return listRows(layers);
  const rows: TreeRow[] = [];
  const add = (beside: readonly NetworkModule[], level: number, parent?: string): void =>
    beside.forEach(({ name, type, layer, children }, i) => {
      const isOpen = children.length ? open.has(name) : undefined;
      rows.push({
        ...{ name, type, level, parent, open: isOpen },
        label: within(name, parent),
        layer: layer === undefined ? undefined : layers[layer],
        ...{ position: i + 1, beside: beside.length },
      });
      if (isOpen) add(children, level + 1, name);
    });
  add(modules, 1);
  return rows;
}

/** Layers whose names hold some letters, early to late, with what is called so first. */
export function foundRows({ layers }: NetworkLayers, wanted: string): TreeRow[] {
  const plain = wanted.trim().toLowerCase();
  const found = layers.filter(({ name }) => name.toLowerCase().includes(plain));
  const isIt = ({ name }: NetworkLayer): boolean => name.toLowerCase() === plain;
  return listRows([...found.filter(isIt), ...found.filter((layer) => !isIt(layer))]);
}

const listRows = (layers: readonly NetworkLayer[]): TreeRow[] =>
  layers.map((layer, i) => ({
    ...{ name: layer.name, label: layer.name, layer, level: 1 },
    ...{ position: i + 1, beside: layers.length },
  }));

/** A layer and a unit, as they are written in one: `block6a:112`. */
export function channelIn(text: string, layers: readonly NetworkLayer[]): [NetworkLayer, number] | undefined {
  const [, name, unit] = /^\s*(.+):(\d+)\s*$/.exec(text) ?? [];
  const layer = layers.find((one) => one.name === name);
  return layer && Number(unit) < (layer.channels ?? 0) ? [layer, Number(unit)] : undefined;
}

/** What a key does in a tree, by the pattern of WAI-ARIA. */
export type TreeMove = { readonly to: string } | { readonly open: string } | { readonly close: string };

/** What a key means where a row is the active one; undefined where it means nothing. */
export function moveBy(key: string, rows: readonly TreeRow[], active: string): TreeMove | undefined {
  const at = rows.findIndex(({ name }) => name === active);
  const row = rows[at];
  if (!row) return undefined;
  const to = (other: TreeRow | undefined): TreeMove | undefined => other && { to: other.name };
  switch (key) {
    case 'ArrowDown':
      return to(rows[at + 1]);
    case 'ArrowUp':
      return to(rows[at - 1]);
    case 'Home':
      return to(rows[0]);
    case 'End':
      return to(rows.at(-1));
    case 'ArrowRight':
      if (row.open === false) return { open: active };
      return row.open ? to(rows[at + 1]) : undefined;
    case 'ArrowLeft':
      if (row.open) return { close: active };
      return row.parent === undefined ? undefined : { to: row.parent };
    default:
      return undefined;
  }
}
