import { runtimeVersion } from 'faccent';
import { table } from '../common/markdown.js';
import type { Made } from './note.js';
import { CHECKS, type Result, worst } from './verdict.js';

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A file's kind: who wrote it. */
const kind = ({ exporter, post }: Result): string => (post ? `then ${post}` : exporter);

/** How many of a set ended how. */
function tally(results: readonly Result[]): string[] {
  const of = (verdict: string): number => results.filter((r) => worst(r).verdict === verdict).length;
  return [results.length, ...['right', 'refused', 'wrong', 'crash'].map(of)].map(String);
}

function names({ views }: Result): string {
  if (views.found === undefined) return '';
  const all = views.found + (views.missing?.length ?? 0);
  return all ? `${views.found} of ${all}` : '';
}

/** What a person is told who tries a file that does not work wholly, each once. */
function complaints(result: Result): string {
  const said = new Map<string, string[]>();
  for (const check of CHECKS) {
    const { verdict, words = '' } = result[check];
    if (verdict === 'right') continue;
    // where a file lies is of no interest, and which layer it was on the way to
    const told = words.replace(/"[^"]*\.onnx": /, '').replace(/^on the way from the image to .*?": /, '');
    const text = verdict === 'refused' ? told : `**${verdict}**, ${told}`;
    said.set(text, [...(said.get(text) ?? []), check]);
  }
  return [...said].map(([text, checks]) => `${checks.join(', ')}: ${text}`).join('; ');
}

/** The page of what was tried. */
export function page(results: readonly Result[], made: readonly Made[]): string {
  const kinds = [...new Set(results.map(kind))].sort();
  const [all, wholly, refused, wrong, crash] = tally(results);
  const share = ((100 * Number(wholly)) / Number(all)).toFixed(1);
  const failed = made.flatMap((f) => ('failed' in f ? [f] : []));
  const odd = results.filter((r) => worst(r).verdict !== 'right');
  return `# Models that were tried

Files made with today's exporters, of networks with random weights, and what a person meets who gives them to faccent:
**${all} files, ${wholly} (${share}%) work wholly**, ${refused} are refused in words, ${wrong} are wrong, ${crash} end otherwise.

\`\`\`sh
PYTHON=TORCH/bin/python TF_PYTHON=TENSORFLOW/bin/python npm run study models-tried -- FOLDER
\`\`\`

Wholly means all of this: \`layers\` lists them; \`gradient\` agrees with the framework's own in float64 (JAX's in float32)
to 1e-3, to three times what rounding to float32 moves that by where it is more (kinks), and to 5e-2 where the file is
quantized or of half precision (deep ones to 1.5e-1; the same with 16 bits to 5e-3); two views at once give the activations
and gradients of each alone; \`top\` ranks its outputs for a photograph; \`accentuate\` takes two steps of two views, held
at a layer. A file is worth its worst check. The last two columns of the list are how views run and how many of (up to 16
of) its modules are found under their own names, where a batch norm that TorchScript merged has none.
ONNX Runtime ${runtimeVersion}. Single results: [models-tried.jsonl](results/models-tried.jsonl).

## By who wrote the file

${table(
  ['', 'files', 'wholly', 'refused', 'wrong', 'otherwise'],
  kinds.map((k) => [k, ...tally(results.filter((r) => kind(r) === k))]),
)}

## What does not work wholly

${
  odd.length
    ? table(
        ['file', 'what is said'],
        odd.map((r) => [r.name, cell(complaints(r))]),
      )
    : 'Nothing.'
}

## All files

${table(
  ['file', 'exporter', 'batch', 'gradient off by', 'views', 'names'],
  results.map((r) => [
    r.name,
    cell(kind(r)),
    r.batch,
    r.gradient.error === undefined ? '' : r.gradient.error.toExponential(1),
    r.views.batching ?? '',
    names(r),
  ]),
)}

## What could not be made

${count(failed.length, 'network')}, not counted above:

${
  failed.length
    ? table(
        ['file', 'what its tools said'],
        failed.map((f) => [f.name, cell(f.failed)]),
      )
    : 'None.'
}
`;
}
