import { type Fact, type Model, earlyLayer } from 'faccent';
import pc from './colours.js';
import { NOTHING } from '../../model/sources.js';

/** Where something is from, without the details in brackets. */
const origin = ({ from }: Fact): string => from.replace(/ \(.*\)$/, '');

/** Says what was taken to be so of a model, a line for each place that it is from. */
export function printFacts(facts: readonly Fact[], stream: NodeJS.WriteStream = process.stderr): void {
  for (const from of new Set(facts.map(origin))) {
    const told = facts.filter((fact) => origin(fact) === from).map(({ what, value }) => `${what} ${value}`);
    stream.write(`${pc.dim(`model: ${told.join(', ')}; ${from}`)}\n`);
  }
}

/** What was taken to be so of a model as a table, with all that is known of where it is from. */
export function factLines(facts: readonly Fact[]): string[] {
  const [whats, values] = [facts.map(({ what }) => what), facts.map(({ value }) => value)].map((texts) =>
    Math.max(...texts.map((text) => text.length)),
  ) as [number, number];
  return facts.map(
    ({ what, value, from }) =>
      `${what.padEnd(whats)}  ${pc.bold(value)}${' '.repeat(Math.max(0, Math.min(values, WIDE) - value.length))}  ${pc.dim(from)}`,
  );
}

/** Values wider than this push what follows to the right, each by itself. */
const WIDE = 56;

/** What a person should know of a model: also, where nothing says which layer runs are held at, one that they can be. */
export function notesOf(model: Model, facts: readonly Fact[] = model.facts): readonly string[] {
  const isOpen = facts.some(({ what, from }) => what === 'regularize' && from === NOTHING);
  const early = isOpen ? earlyLayer(model) : undefined;
  const held = `runs are not held close to the photograph: --regularize holds them, at a layer like "${early?.name}"`;
  return early ? [...model.notes, held] : model.notes;
}
