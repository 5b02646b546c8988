import type { Command } from 'commander';
import { type Model, layerTree, mainLayers } from 'faccent';
import pc from '../print/colours.js';
import { withModel } from '../flags/groups.js';
import { layerLines, treeLines } from '../layers/print.js';
import { folded } from '../layers/tree.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { factLines, notesOf } from '../print/model.js';
import { messageLine } from '../print/terminal.js';

interface LayersFlags extends ModelFlags {
  readonly model?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Shapes do not depend on the range of the input, so none needs to be known: it is said that it is not. */
const ANY_RANGE = [0, 1] as const;

/** How many lines a person reads: two pages at most. */
const PAGE = 60;

/** In its help. */
export const examples = ['faccent layers', 'faccent layers --model efficientnet-lite0 --all'];

/** Adds what `layers` takes, and what it does. */
export function define(command: Command): void {
  withModel(command)
    .option('--all', 'every layer, single operators too, in the order of computation')
    .option('--json', 'print all as JSON')
    .action(layers);
}

async function layers(flags: LayersFlags): Promise<void> {
  const { model, path } = await loadModel(
    flags.model,
    { ...flags, quiet: flags.json },
    { assume: { range: ANY_RANGE } },
  );
  if (flags.json) {
    console.log(JSON.stringify(model.layers, null, 1));
    return;
  }
  console.log(`${path}: ${model.layers.length} layers\n`);
  console.log(`${factLines(model.facts).join('\n')}\n`);
  console.log(`${pc.green('o')} can carry an objective, ${pc.cyan('r')} a regularizer; ? unknown shape\n`);
  console.log(linesOf(model, flags.all === true).join('\n'));
  for (const note of notesOf(model)) console.log(pc.yellow(`note: ${messageLine(note)}`));
}

function linesOf(model: Model, all: boolean): string[] {
  if (all) return layerLines(model.layers);
  const tree = folded(layerTree(model), PAGE);
  // names without parts make a list that is as long as the network
  const isList = tree.length > 2 * PAGE;
  const lines = tree.length && !isList ? treeLines(tree) : layerLines(mainLayers(model, 2 * PAGE));
  return [...lines, '', pc.dim(`${model.layers.length} layers in all: --all lists them`)];
}
