import type { AddHelpTextContext } from 'commander';
import {
  type Declared,
  objectives,
  optimizers,
  parameterizations,
  regularizers,
  schedules,
  transforms,
  usageOf,
} from 'faccent';

const WIDTH = 120;

const written = (declared: readonly Declared[]): string[] =>
  declared.filter(({ short }) => short).map(usageOf);

/** What there is for each flag. */
const CHOICES: readonly (readonly [flag: string, words: () => readonly string[]])[] = [
  ['--objective', () => objectives.names],
  ['--parameterization', () => written(parameterizations.declared)],
  ['--transform', () => written(transforms.declared)],
  ['--regularize', () => written(regularizers.declared)],
  ['--optimizer', () => written(optimizers.declared)],
  ['--schedule', () => written(schedules.declared)],
];

/** Words behind what they are of, in lines. */
function wrapped(of: string, indent: number, words: readonly string[]): string {
  const lines: string[] = [];
  let line = of.padEnd(indent - 1);
  words.forEach((word, i) => {
    const next = ` ${word}${i < words.length - 1 ? ',' : ''}`;
    if (line.length + next.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(indent - 1);
    }
    line += next;
  });
  return [...lines, line].join('\n');
}

/** What can be chosen by a command's flags, behind the options of its help: from the declarations. */
export function choices({ command }: AddHelpTextContext): string {
  const found = CHOICES.filter(([flag]) => command.options.some(({ long }) => long === flag));
  const indent = Math.max(...found.map(([flag]) => flag.length)) + 4;
  return [
    '\nWhat can be chosen, with its options (docs/reference.md) or as JSON, like {"name": "box", "views": 8}:',
    // objectives have no short form but that of sums
    ...found.map(([flag, words]) =>
      wrapped(`  ${flag}${flag === '--objective' ? ' JSON' : ''}`, indent, words()),
    ),
  ].join('\n');
}
