// Takes the pictures of docs/experiment.md, and runs what it prints: exemplars among crops of the photographs that ship, the page of
// its plan, participants who are made up, and the analysis of their answers, which is put into the page as it is printed.
//   npm run docs:experiment
//
// made from: packages/faccent/src/experiment, packages/faccent/src/cli/experiment
//
// What was made stays in .cache/experiment-pictures, so that it is made once; it takes some ten minutes.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Random, experimentTrials, formatAnswers, participantNumber } from 'faccent';
import { makeCrops } from './crops.mjs';
import { command, newPage, root, take, withBrowser, workFolder } from './looked-at.mjs';

const work = await workFolder('experiment-pictures');
const page = path.join(root, 'docs/experiment.md');
const text = readFileSync(page, 'utf8');

/** Runs a command as the page prints it. @returns what it says */
function run(line) {
  const [, ...args] = line.split(' ');
  const options = { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    ...options,
    env: { ...process.env, NO_COLOR: '1' },
  });
  process.stderr.write(stderr);
  if (status !== 0) throw new Error(`${line} ended with ${status}`);
  // as a terminal shows them, notes among the results
  const notes = stderr.split('\n').filter((said) => said.startsWith('note: '));
  const [first, ...others] = stdout.trimEnd().split('\n');
  return [first, ...notes, ...others].join('\n');
}

/** The text of the page between two marks. */
const between = (begin, end) =>
  text.slice(text.indexOf(begin) + begin.length, text.indexOf(end, text.indexOf(begin) + begin.length));

if (!existsSync(path.join(work, 'photos')))
  await makeCrops(path.join(root, 'examples/photos'), path.join(work, 'photos'), { count: 240 });
writeFileSync(path.join(work, 'plan.json'), between('```json\n', '```'));
for (const line of between('```sh\n', '```').trim().split('\n')) run(line);

/** How often who is made up is right, by what is shown. */
const RIGHT = { natural: 0.9, accentuated: 0.8, visualized: 0.65 };
const PEOPLE = 24;

const made = JSON.parse(
  /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(
    readFileSync(path.join(work, 'experiment/index.html'), 'utf8'),
  )[1],
);

/** Answers of somebody who is made up; the last looks at nothing, and always answers left. */
function answersOf(participant) {
  const random = new Random(participant);
  const isAsleep = participant === PEOPLE - 1;
  return experimentTrials(made.design, participantNumber(String(participant))).map((trial, i) => {
    const condition = made.conditions[trial.condition];
    const isRight = trial.kind === 'catch' || random.uniform() < RIGHT[condition];
    const correct = (isAsleep ? trial.right === 'left' : isRight) ? 1 : 0;
    const other = trial.right === 'left' ? 'right' : 'left';
    const choice = Math.round(1000 * Math.exp(random.normal(0.4) + (condition === 'natural' ? 0.9 : 1.2)));
    const { layer, unit, pairs } = made.units[trial.unit];
    const { low, high } = pairs[trial.kind === 'catch' ? 0 : trial.pair];
    return {
      ...{ experiment: made.id, participant: String(participant), trial: i + 1, kind: trial.kind, condition },
      ...{
        layer,
        unit,
        pair: trial.pair,
        right: trial.right,
        answer: correct ? trial.right : other,
        correct,
      },
      ...{
        confidence: 1 + random.below(2) + correct,
        choice_ms: choice,
        confidence_ms: choice + 900,
        away: 0,
      },
      ...{ low_activation: low.activation, high_activation: high.activation },
      ...{ width: 1280, height: 800, time: new Date(0).toISOString() },
    };
  });
}
rmSync(path.join(work, 'answers'), { recursive: true, force: true });
mkdirSync(path.join(work, 'answers'));
const files = Array.from({ length: PEOPLE }, (_, i) => {
  const name = `answers/experiment-${made.id}-${i}.csv`;
  writeFileSync(path.join(work, name), formatAnswers(answersOf(i)));
  return name;
});
const said = run(`faccent experiment analyse ${files.join(' ')} --out analysis`);
const begin = '<!-- analysis: made by npm run docs:experiment -->';
const at = text.indexOf(begin) + begin.length;
const rest = text.slice(text.indexOf('<!-- end -->', at));
writeFileSync(page, `${text.slice(0, at)}\n\n\`\`\`text\n${said.trimEnd()}\n\`\`\`\n\n${rest}`);
copyFileSync(
  path.join(work, 'analysis/accuracy.svg'),
  path.join(root, 'docs/pictures/experiment-accuracy.svg'),
);

const address = `${pathToFileURL(path.join(work, 'experiment/index.html')).href}?participant=0`;
const picture = (shown, name) => take(shown, `experiment-${name}`, { wait: 500, quality: 88 });

await withBrowser(async (browser) => {
  const toPractice = async (options) => {
    const shown = await newPage(browser, options);
    await shown.goto(address);
    await shown.locator('[data-action=yes]').click();
    await shown.locator('[data-action=go]').click();
    await shown.locator('main[data-kind=practice]').waitFor();
    return shown;
  };
  const answer = async (shown) => {
    await shown.locator('[data-side=left]').click();
    await shown.locator('[data-sure="2"]').click();
  };
  const wide = await toPractice({ viewport: { width: 1280, height: 720 } });
  await answer(wide);
  await wide.locator('[data-action=next]').click();
  await wide.locator('[data-action=go]').click();
  // one trial of each condition
  const trials = experimentTrials(made.design, 0).filter(({ kind }) => kind !== 'practice');
  const taken = new Set();
  for (const [i, { condition, kind }] of trials.entries()) {
    await wide.locator(`main[data-trial="${i + 1}"]:not([data-kind=practice])`).waitFor();
    const name = made.conditions[condition];
    if (kind === 'trial' && !taken.has(name)) await picture(wide, name);
    if (kind === 'trial') taken.add(name);
    await answer(wide);
  }
  const phone = await toPractice({ viewport: { width: 390, height: 760 }, isMobile: true, hasTouch: true });
  await answer(phone);
  await picture(phone, 'phone');
});
