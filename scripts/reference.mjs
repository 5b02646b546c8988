// Writes docs/reference.md: everything that can be chosen, from the declarations. `npm run docs:reference`.
//   node scripts/reference.mjs [PACKAGE] [FILE]
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const [folder = path.join(root, 'packages/faccent'), file = path.join(root, 'docs/reference.md')] =
  process.argv.slice(2);
const {
  attributionMethods,
  auditChecks,
  conditionOptions,
  experimentOptions,
  measures,
  objectives,
  optimizers,
  parameterizations,
  recordedOptions,
  regularizers,
  schedules,
  transforms,
} = await import(pathToFileURL(path.join(folder, 'dist/index.js')).href);

/** Text in a cell of a table. */
const cell = (text) => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');

const code = (text) => (text === '' ? '' : `\`${cell(text)}\``);

const table = (head, rows) =>
  [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`]
    .concat(rows.map((row) => `| ${row.join(' | ')} |`))
    .join('\n');

function optionText([name, { about, presence, usual }]) {
  const said = presence === 'default' ? `; ${code(JSON.stringify(usual))} by default` : '';
  return `${code(name)}${presence === 'required' ? ' (needed)' : ''}: ${cell(about)}${said}`;
}

/** A table of the things of a kind. */
const kind = (title, note, registry, flag) =>
  [
    `## ${title}`,
    note,
    table(
      ['name', ...(flag ? [`as \`${flag}\``] : []), 'what it is', 'options'],
      registry.declared.map(({ name, about, options, short }) => [
        code(name),
        ...(flag ? [short ? code(`${name}${short.usage}`) : ''] : []),
        cell(about),
        Object.entries(options).map(optionText).join('<br>'),
      ]),
    ),
  ].join('\n\n');

const flagOf = (name) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

const page = [
  '# Everything that can be chosen',
  'Made by `npm run docs:reference` from the declarations in the source. A name is spelt the same way as a function, in JSON, on the command line and here. As JSON, a thing is its name and its options: `{"name": "box", "views": 8}`.',
  kind('Objectives', 'What a run raises: `accentuate(model, photo, objective)`, `--objective`.', objectives),
  kind(
    'Parameterizations',
    'How the picture is written as parameters: `parameterization`.',
    parameterizations,
    '--parameterization',
  ),
  kind(
    'Transforms',
    'How views are made of the picture: `transform`. Stages stand within a `compose`, or between commas.',
    transforms,
    '--transform',
  ),
  kind(
    'Regularizers',
    'What holds the picture to the photograph: `regularize`.',
    regularizers,
    '--regularize',
  ),
  kind('Optimizers', 'What moves the parameters: `optimizer`.', optimizers, '--optimizer'),
  kind(
    'Schedules',
    'What the step size is multiplied by from step to step: `schedule`.',
    schedules,
    '--schedule',
  ),
  kind(
    'Attribution methods',
    'Maps of where a feature comes from: `attribute(…)`, `faccent attribute --method`.',
    attributionMethods,
  ),
  kind('Measures', 'What an accentuation did: `measure(…)`, `measures.json`.', measures),
  kind(
    'Checks of an audit',
    'What is asked of a feature: `audit(…)`, `faccent audit --checks`.',
    auditChecks,
  ),
  [
    '## Options of a run',
    'Those of `accentuate` and `visualize`, which a recipe records.',
    table(
      ['option', 'flag', 'what it is', 'default'],
      Object.entries(recordedOptions).map(([name, { about, flag, usual }]) => [
        code(name),
        flag ? code(`${flagOf(name)}${flag.value ? ` ${flag.value}` : ''}`) : '',
        cell(about),
        usual === undefined ? '' : code(JSON.stringify(usual)),
      ]),
    ),
  ].join('\n\n'),
  [
    '## Plan of an experiment',
    'What `plan.json` of `faccent experiment plan.json` may say ([an experiment](experiment.md)); then, what each of its `conditions`.',
    ...[experimentOptions, conditionOptions].map((options) =>
      table(
        ['field', 'what it is', 'default'],
        Object.entries(options).map(([name, { about, presence, usual }]) => [
          code(name),
          `${presence === 'required' ? 'needed; ' : ''}${cell(about)}`,
          usual === undefined ? '' : code(JSON.stringify(usual)),
        ]),
      ),
    ),
  ].join('\n\n'),
].join('\n\n');

writeFileSync(file, `${page}\n`);
