import { runtimeVersion } from 'faccent';
import { table } from '../common/markdown.js';
import { type Found, type Outcome, type Tried, outcome } from './report.js';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** `owner/name#12` of an address. */
const named = (link: string): string =>
  `[${link.replace('https://github.com/', '').replace(/\/(?:issues|pull)\//, '#')}](${link})`;

const shortened = (text: string): string => (text.length > 260 ? `${text.slice(0, 260)}…` : text);

/** What an attempt gave, with its command. */
const told = (command: string, { outcome: ended, words }: Found): string =>
  `\`${command}\`: ${ended === 'right' ? words : ended === 'refused' ? `refused: "${shortened(words)}"` : `**wrong**: ${shortened(words)}`}`;

/** The page of what was tried. */
export function page(parts: Readonly<Record<string, readonly Tried[]>>, version: string): string {
  const all = Object.values(parts).flat();
  const count = (what: Outcome): number => all.filter((one) => outcome(one) === what).length;
  const links = new Set(all.flatMap(({ report }) => report.links));
  return `# Reports that were tried

People who show networks what they look at tell of what went wrong in the public issues of the tools they use. These are
${links.size} such reports in ${all.length} kinds; each kind was made anew, small, with the tools that people use (PyTorch, torchvision,
timm, transformers, Ultralytics, Keras, tf2onnx, ONNX Runtime, Pillow; all weights random, nothing of the reports' own files),
and given to faccent ${version} on ONNX Runtime ${runtimeVersion} as the person would. **${count('right')} come out right; ${count('right, and refused where it must be')} are right where they can be, and
refused in words that say how to mend it where something must be stated first or cannot be; ${count('refused')} are refused so; ${count('wrong')} are wrong.**

\`\`\`sh
PYTHON=TORCH/bin/python TF_PYTHON=TENSORFLOW/bin/python npm run study reports-tried -- FOLDER
\`\`\`

makes the files, runs the commands below and writes this page. Right means: probabilities and values agree with the framework's
to 1e-3 (5e-3 and 2e-2 where precision is less), maps correlate with Grad-CAM in float64 to 0.999 (where no layer is
named and a transformer or a detector has several that may be meant: a map of its grid that is not the same everywhere), pictures are seen as Pillow
and littleCMS show them, to 2/255; and every command but those that must be refused ends well. The reports were looked for in November 2026.

${Object.entries(parts)
  .map(
    ([part, tried]) => `## ${part}

${table(
  [
    'report',
    'what they brought',
    'what went wrong there',
    'what should come',
    'what faccent does',
    'outcome',
  ],
  tried.map((one) => [
    `${one.report.tool}: ${one.report.links.map(named).join(', ')}`,
    one.report.brought,
    one.report.went,
    one.report.should,
    cell(one.report.attempts.map(({ command }, i) => told(command, one.found[i]!)).join('<br>')),
    outcome(one),
  ]),
)}
`,
  )
  .join('\n')}`;
}
