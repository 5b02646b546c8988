// Draws docs/pictures/architecture.svg: the folders of packages/faccent/src as they import each other.
//   npm run docs:architecture
//   node scripts/architecture.mjs [FILE]
//
// Rows are the layers that docs/architecture.md tells; lines are imports, counted in the sources. A line that leads up is red.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const source = path.join(root, 'packages/faccent/src');

const ROWS = [
  ['the command line', ['cli']],
  ['what came of it', ['report', 'explanation', 'audit', 'measure', 'atlas', 'experiment']],
  [
    'asked of a run, or of a network',
    ['recipe', 'opposed', 'levels', 'benchmark', 'attribution', 'circuit', 'concept', 'exemplars'],
  ],
  ['the algorithm box', ['accentuate', 'visualize', 'prepare']],
  ['the step as one graph', ['step', 'options', 'inspect', 'first-not-finite']],
  [
    'one file a thing',
    ['objective', 'parameterization', 'transform', 'regularizer', 'optimizer', 'schedule'],
  ],
  ['networks', ['models', 'model']],
  ['pictures, files, runtimes', ['image', 'formats', 'platform']],
  ['below all', ['declaration', 'math', 'errors']],
];

const files = readdirSync(source, { recursive: true })
  .map((name) => name.split(path.sep).join('/'))
  .filter(
    (name) =>
      name.endsWith('.ts') && !/\.test\.ts$|(?:^|\/)testing\/|\/all\.ts$|^(?:index|version)\.ts$/.test(name),
  );

/** The folder of a file; a file at the top is its own. */
const boxOf = (file) => (file.includes('/') ? file.split('/')[0] : file.replace(/\.ts$/, ''));

const counts = new Map();
for (const file of files) {
  const text = readFileSync(path.join(source, file), 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+|#platform|faccent)'/g)) {
    const to =
      specifier === '#platform'
        ? ['platform']
        : specifier === 'faccent'
          ? ['accentuate', 'recipe', 'report']
          : [boxOf(path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts'))];
    for (const target of to) {
      const key = `${boxOf(file)} ${target}`;
      if (boxOf(file) !== target) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
}

const [WIDTH, HEIGHT, LEFT, GAP] = [1060, 92, 196, 14];
const boxes = new Map();
ROWS.forEach(([, names], row) => {
  const width = (WIDTH - LEFT - GAP * names.length) / names.length;
  const narrow = Math.min(width, 150);
  const start = LEFT + (WIDTH - LEFT - names.length * (narrow + GAP)) / 2;
  names.forEach((name, i) =>
    boxes.set(name, { row, x: start + i * (narrow + GAP), y: 20 + row * HEIGHT, w: narrow, h: 40 }),
  );
});
const unplaced = new Set(
  [...counts.keys()].flatMap((key) => key.split(' ')).filter((name) => !boxes.has(name)),
);
for (const name of ['index', 'version']) unplaced.delete(name);
if (unplaced.size) throw new Error(`these folders have no place in the drawing: ${[...unplaced].join(', ')}`);

const line = ([key, count]) => {
  const [a, b] = key.split(' ').map((name) => boxes.get(name));
  if (!a || !b) return '';
  const weight = Math.min(3, 0.5 + Math.log2(count) / 3).toFixed(2);
  if (a.row === b.row) {
    const [x1, x2, y] = [a.x + a.w / 2, b.x + b.w / 2, a.y + a.h];
    return `<path d="M${x1} ${y} Q${(x1 + x2) / 2} ${y + 26} ${x2} ${y}" class="side" stroke-width="${weight}"/>`;
  }
  const down = b.row > a.row;
  const [y1, y2] = down ? [a.y + a.h, b.y] : [a.y, b.y + b.h];
  return `<line x1="${a.x + a.w / 2}" y1="${y1}" x2="${b.x + b.w / 2}" y2="${y2}" class="${down ? 'down' : 'up'}" stroke-width="${weight}"/>`;
};

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${ROWS.length * HEIGHT}" font-family="system-ui, sans-serif" font-size="14">
<style>
.down { stroke: #4d7ea8; opacity: .35 } .up { stroke: #c0392b; opacity: .8 } .side { stroke: #888; fill: none; opacity: .5 }
rect { fill: #fff; stroke: #333 } .row { fill: #777; font-size: 12px } text { fill: #222 }
</style>
<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>
${[...counts].map(line).join('\n')}
${ROWS.map(([label], row) => `<text class="row" x="10" y="${20 + row * HEIGHT + 25}">${label}</text>`).join('\n')}
${[...boxes].map(([name, b]) => `<rect x="${b.x.toFixed(1)}" y="${b.y}" width="${b.w.toFixed(1)}" height="${b.h}" rx="5"/><text x="${(b.x + b.w / 2).toFixed(1)}" y="${b.y + 25}" text-anchor="middle">${name}</text>`).join('\n')}
</svg>
`;
writeFileSync(process.argv[2] ?? path.join(root, 'docs/pictures/architecture.svg'), svg);
const up = [...counts.keys()].filter((key) => {
  const [a, b] = key.split(' ').map((name) => boxes.get(name));
  return a && b && b.row < a.row;
});
console.log(
  `${counts.size} lines, ${up.length} of them lead up${up.length ? `: ${up.map((k) => k.replace(' ', ' → ')).join(', ')}` : ''}`,
);
