import type { Command } from 'commander';
import type { Layer } from 'faccent';
import pc from 'picocolors';
import { withModel } from '../flags/groups.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { printAssumed } from '../print/transfers.js';

interface LayersFlags extends ModelFlags {
  readonly model?: string;
  readonly json?: boolean;
}

/** Shapes do not depend on the range of the input, so none needs to be known. */
const ANY_RANGE = [0, 1];

interface Branch {
  readonly children: Map<string, Branch>;
  layer?: Layer;
}

/** Layers as a tree: names are split at slashes. */
function treeOf(layers: readonly Layer[]): Branch {
  const root: Branch = { children: new Map() };
  for (const layer of layers) {
    let at = root;
    for (const part of layer.name.split('/').filter(Boolean)) {
      let next = at.children.get(part);
      if (!next) at.children.set(part, (next = { children: new Map() }));
      at = next;
    }
    at.layer = layer;
  }
  return root;
}

function marks({ objective, regularizer }: Layer): string {
  return `${objective ? pc.green('o') : ' '}${regularizer ? pc.cyan('r') : ' '}`;
}

function lines(branch: Branch, indent = ''): string[] {
  const entries = [...branch.children];
  return entries.flatMap(([name, child], i) => {
    const last = i === entries.length - 1;
    const { layer } = child;
    const shape = layer?.dims ? layer.dims.slice(1).join(' × ') : layer ? '?' : '';
    const text = layer ? `${layer.operator}  ${shape}` : '';
    const own = `${layer ? marks(layer) : '  '} ${indent}${last ? '└' : '├'} ${layer ? pc.bold(name) : name}  ${pc.dim(text)}`;
    return [own.trimEnd(), ...lines(child, `${indent}${last ? '  ' : '│ '}`)];
  });
}

/** Adds what `layers` takes, and what it does. */
export function define(command: Command): void {
  withModel(command).option('--json', 'print them as JSON').action(layers);
}

async function layers(flags: LayersFlags): Promise<void> {
  const { model, path, assumed } = await loadModel(flags.model, {
    range: ANY_RANGE,
    ...flags,
    quiet: flags.json,
  });
  if (flags.json) {
    console.log(JSON.stringify(model.layers, null, 1));
    return;
  }
  printAssumed(assumed);
  console.log(
    `${path}: input "${model.input}" 3 × ${model.description.size.join(' × ')}, ${model.layers.length} layers`,
  );
  console.log(`${pc.green('o')} can carry an objective, ${pc.cyan('r')} a regularizer; ? unknown shape\n`);
  console.log(lines(treeOf(model.layers)).join('\n'));
  for (const note of model.notes) console.log(pc.yellow(`note: ${note}`));
}
