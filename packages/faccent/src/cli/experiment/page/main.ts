import { type JsPsychPlugin, ParameterType, type TrialType, initJsPsych } from 'jspsych';
import { type ExperimentAnswer, formatAnswers } from '../../../experiment/answers.js';
import { type ExperimentTrial, experimentTrials, participantNumber } from '../../../experiment/design.js';
import type { ExperimentPage } from '../../../experiment/page-data.js';
import { Kept } from './kept.js';
import { NotThere, expectOnly } from './pictures.js';
import { askAgain, askConsent, askParticipant, declined, failed, instruct, ready, thank } from './screens.js';
import { type Done, filesOf, runTrial, shownIn } from './trial.js';

const info = {
  name: 'faccent-screen',
  version: '1.0.0',
  parameters: { screen: { type: ParameterType.FUNCTION, default: undefined } },
  data: {},
} as const;

/** A jsPsych plugin whose trial is a function of the element that it is shown in. */
class Screen implements JsPsychPlugin<typeof info> {
  static readonly info = info;

  async trial(
    display: HTMLElement,
    { screen }: TrialType<typeof info>,
    onLoad?: () => void,
  ): Promise<object> {
    const shown = (screen as (display: HTMLElement) => Promise<object | void>)(display);
    onLoad?.();
    return (await shown) ?? {};
  }
}

/** Milliseconds of an empty page between trials. */
const GAP = 300;

const page = JSON.parse(document.querySelector('#data')!.textContent) as ExperimentPage;
const jsPsych = initJsPsych({ override_safe_mode: true });
const participant = await participantOf();
const trials = experimentTrials(page.design, participantNumber(participant));
const counted = trials.filter(({ kind }) => kind !== 'practice').length;
const practice = trials.length - counted;
const kept = new Kept(page.id, participant);
const answers = await answersSoFar();

if (answers.length || (await alone((display) => askConsent(display, page)))) await run();
else declined(document.body);

/** Who takes part: `?participant=`, or else it is asked. */
async function participantOf(): Promise<string> {
  const given = new URLSearchParams(location.search).get('participant')?.trim();
  return given ? given : alone((display) => askParticipant(display, page.title));
}

/** A screen of its own, before the experiment. */
async function alone<T>(screen: (display: HTMLElement) => Promise<T>): Promise<T> {
  const display = document.createElement('div');
  document.body.append(display);
  const said = await screen(display);
  display.remove();
  return said;
}

/** The answers that this participant has given before. */
async function answersSoFar(): Promise<ExperimentAnswer[]> {
  const before = kept.read();
  if (!before.length) return [];
  const said = await alone((display) =>
    askAgain(display, participant, { done: before.length, of: trials.length }),
  );
  if (said === 'go') return before;
  kept.forget();
  return [];
}

async function run(): Promise<void> {
  addEventListener('beforeunload', guard);
  const screen = (show: (display: HTMLElement) => Promise<object | void>) => ({ type: Screen, screen: show });
  const fresh = answers.length === 0;
  await jsPsych.run([
    ...(fresh ? [screen((display) => instruct(display, page, practice))] : []),
    ...trials.flatMap((trial, i) => [
      ...(i === practice && practice > 0 && i >= answers.length
        ? [screen((display) => ready(display, counted))]
        : []),
      ...(i >= answers.length
        ? [{ ...screen((display) => asked(display, trial, i)), post_trial_gap: GAP }]
        : []),
    ]),
    screen(() => Promise.resolve()),
  ]);
  removeEventListener('beforeunload', guard);
  const display = jsPsych.getDisplayElement();
  thank(display, formatAnswers(answers), `experiment-${page.id}-${participant.replace(/[^\w-]+/g, '_')}.csv`);
}

/** A page that is closed is asked about: what is kept here is not saved. */
function guard(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function timesAway(): number {
  return jsPsych.data.getInteractionData().filter({ event: 'blur' }).count();
}

/** Asks one trial, with the pictures of the next on their way. */
async function asked(display: HTMLElement, trial: ExperimentTrial, i: number): Promise<ExperimentAnswer> {
  const shown = shownIn(page, trial);
  const next = trials[i + 1];
  expectOnly([...filesOf(shown), ...(next ? filesOf(shownIn(page, next)) : [])]);
  const away = timesAway();
  const before = trial.kind === 'practice' ? i : i - practice;
  const progress = [before, trial.kind === 'practice' ? practice : counted] as const;
  for (;;)
    try {
      const done = await runTrial(display, shown, { question: page.question, progress });
      answers.push(answerOf(trial, i, done, timesAway() - away));
      kept.write(answers);
      return answers.at(-1)!;
    } catch (error) {
      if (!(error instanceof NotThere)) throw error;
      await failed(display, error.file);
    }
}

function answerOf(trial: ExperimentTrial, i: number, done: Done, away: number): ExperimentAnswer {
  const { kind, unit: u, condition, pair, right } = trial;
  const { layer, unit, pairs } = page.units[u]!;
  // of a catch trial the pictures of references have no activation: those of the unit's first pair stand for them
  const { low, high } = pairs[kind === 'catch' ? 0 : pair]!;
  return {
    ...{ experiment: page.id, participant, trial: i + 1, kind, condition: page.conditions[condition]! },
    ...{ layer, unit, pair, right, answer: done.answer, correct: done.answer === right ? 1 : 0 },
    ...{ confidence: done.confidence, choice_ms: done.choice_ms, confidence_ms: done.confidence_ms, away },
    ...{ low_activation: low.activation, high_activation: high.activation },
    ...{ width: innerWidth, height: innerHeight, time: new Date().toISOString() },
  };
}
