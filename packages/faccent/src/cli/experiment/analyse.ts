import path from 'node:path';
import {
  type ExperimentAnalysis,
  type MeanInterval,
  accuracyChart,
  analyseExperiment,
  parseAnswers,
} from 'faccent';
import { csvText } from '../../formats/csv.js';
import { formatJson } from '../../formats/finite.js';
import { openFolder } from '../../platform/node/atomic.js';
import { readText } from '../../platform/node/read.js';
import { jsonFile } from '../../report/files.js';
import { isQuiet } from '../jobs/job.js';
import pc, { nameLine } from '../print/colours.js';
import { note } from '../print/note.js';

/** What `experiment analyse` takes. */
export interface AnalyseFlags {
  readonly catch?: number;
  readonly fastest?: number;
  readonly randomSeed?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `faccent experiment analyse`: what the answers of participants come to. */
export async function analyse(files: readonly string[], flags: AnalyseFlags): Promise<void> {
  const { catch: catchShare, fastest, randomSeed, out } = flags;
  const answers = [];
  for (const file of files) answers.push(...parseAnswers(await readText(file), file));
  const analysis = analyseExperiment(answers, { catchShare, fastest, randomSeed });
  const told = toldOf(analysis);
  if (out !== undefined) {
    const output = await openFolder(out);
    try {
      await output.write(
        new Map([
          ['trials.csv', trialsTable(analysis)],
          ['conditions.csv', conditionsTable(analysis)],
          ['accuracy.svg', accuracyChart(analysis)],
          ['analysis.json', jsonFile('analysis.json', told)],
        ]),
      );
    } finally {
      await output.abandon();
    }
  }
  if (flags.json) console.log(formatJson('the analysis', told));
  else if (!isQuiet(flags)) print(analysis, out);
}

/** JSON has no NaN, which is what an interval over one person is. */
const orNull = ({ mean, low, high }: MeanInterval) => ({
  ...{ mean, low: Number.isNaN(low) ? null : low, high: Number.isNaN(high) ? null : high },
});

const toldOf = ({
  experiment,
  participants,
  excluded,
  conditions,
  differences,
  units,
}: ExperimentAnalysis) => ({
  ...{ experiment, participants, excluded, chance: 0.5 },
  conditions: conditions.map(({ accuracy, seconds, confidence, ...counts }) => ({
    ...{ ...counts, accuracy, seconds: orNull(seconds), confidence: orNull(confidence) },
  })),
  differences,
  units,
});

/** A row a trial, for mixed-effects models: what is random is a column of its own. */
const trialsTable = ({ answers }: ExperimentAnalysis): string =>
  csvText([
    [
      ...['participant', 'trial', 'condition', 'layer', 'unit', 'unit_id', 'pair_id', 'right', 'correct'],
      ...['confidence', 'choice_ms', 'low_activation', 'high_activation', 'away'],
    ],
    ...answers.map((answer) => {
      const { participant, trial, condition, layer, unit, pair, right, correct, confidence, choice_ms } =
        answer;
      const id = `${layer}:${unit}`;
      return [
        ...[
          participant,
          trial,
          condition,
          layer,
          unit,
          id,
          `${id}#${pair}`,
          right,
          correct,
          confidence,
          choice_ms,
        ],
        ...[answer.low_activation, answer.high_activation, answer.away],
      ].map(String);
    }),
  ]);

const conditionsTable = ({ conditions }: ExperimentAnalysis): string =>
  csvText([
    [
      ...['condition', 'participants', 'trials', 'right'],
      ...['accuracy', 'seconds', 'confidence'].flatMap((name) => [name, `${name}_low`, `${name}_high`]),
    ],
    ...conditions.map(({ condition, participants, trials, right, accuracy, seconds, confidence }) => [
      ...[condition, participants, trials, right].map(String),
      ...[accuracy, seconds, confidence].flatMap(({ mean, low, high }) =>
        [mean, low, high].map((value) => (Number.isNaN(value) ? '' : String(value))),
      ),
    ]),
  ]);

const percent = (share: number): string => (100 * share).toFixed(1);

const interval = ({ mean, low, high }: MeanInterval, shown: (value: number) => string, unit = ''): string =>
  Number.isNaN(low) ? `${shown(mean)}${unit}` : `${shown(mean)}${unit} [${shown(low)}, ${shown(high)}]`;

const HOW = { paired: 'within participants', groups: 'between participants', trials: 'over trials' } as const;

function print({ participants, excluded, conditions, differences }: ExperimentAnalysis, out?: string): void {
  console.log(
    `${pc.bold(`${participants.length} ${participants.length === 1 ? 'participant' : 'participants'}`)}; chance is 50 %, in brackets are 95 % intervals`,
  );
  for (const { participant, because } of excluded)
    note(`participant ${participant} does not count: ${because}`);
  const rows = conditions.map(({ condition, trials, right, accuracy, seconds, confidence }) => [
    nameLine(condition),
    `${interval(accuracy, percent, ' %')}`,
    `${right} of ${trials}`,
    interval(seconds, (value) => value.toFixed(2), ' s'),
    interval(confidence, (value) => value.toFixed(2)),
  ]);
  table(['condition', 'right', 'trials', 'time', 'confidence'], rows);
  for (const {
    conditions: [one, other],
    difference,
    by,
  } of differences)
    console.log(
      `${nameLine(one)} less ${nameLine(other)}: ${interval(difference, percent, ' points')} (${HOW[by]})`,
    );
  if (out !== undefined) console.log(`tables and chart: ${pc.cyan(path.join(out, path.sep))}`);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  console.log([pc.bold(line(heads)), ...rows.map(line)].join('\n'));
}
