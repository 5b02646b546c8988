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

const WIDTH = 118;

/** Words in lines, indented. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  let line = ' ';
  words.forEach((word, i) => {
    const next = `${word}${i < words.length - 1 ? ',' : ''}`;
    if (line.length + next.length + 1 > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${next}`;
  });
  return [...lines, line].join('\n');
}

const written = (declared: readonly Declared[]): string[] =>
  declared.filter(({ short }) => short).map(usageOf);

/** What can be chosen, behind the options of a command's help: from the declarations. */
export const choices = (): string =>
  [
    '',
    `--objective '{"name": NAME, …}':`,
    wrapped(objectives.names),
    '--parameterization:',
    wrapped(written(parameterizations.declared)),
    '--transform (several with commas between them):',
    wrapped(written(transforms.declared)),
    '--regularize LAYER[:POWER[:WEIGHT]], or:',
    wrapped(written(regularizers.declared)),
    '--optimizer:',
    wrapped(written(optimizers.declared)),
    '--schedule:',
    wrapped(written(schedules.declared)),
    'Each with its options: docs/reference.md. As JSON: {"name": "box", "views": 8}.',
  ].join('\n');
