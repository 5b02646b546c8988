// Somebody who takes part: by keys, by mouse or by finger, from consent to the file of answers.
import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import {
  type ExperimentTrial,
  type Side,
  experimentTrials,
  participantNumber,
} from '../../packages/faccent/src/experiment/design.js';
import type { ExperimentPage } from '../../packages/faccent/src/experiment/page-data.js';

export interface Person {
  readonly participant: string;
  readonly by: 'keys' | 'mouse' | 'touch';
  readonly answer: (trial: ExperimentTrial) => Side;
}

export const trialsOf = ({ design }: ExperimentPage, participant: string): ExperimentTrial[] =>
  experimentTrials(design, participantNumber(participant));

/** Answers a trial that is shown. */
async function answer(page: Page, by: Person['by'], side: Side): Promise<void> {
  if (by === 'keys') {
    await page.keyboard.press(side === 'left' ? 'ArrowLeft' : 'ArrowRight');
    return page.keyboard.press('3');
  }
  const [choice, sure] = [page.locator(`[data-side=${side}]`), page.locator('[data-sure="2"]')];
  if (by === 'touch') {
    await choice.tap();
    return sure.tap();
  }
  await choice.click();
  return sure.click();
}

const go = async (page: Page, by: Person['by'], action: string): Promise<void> => {
  const button = page.locator(`[data-action=${action}]`);
  if (by !== 'keys') return button.click();
  await button.focus();
  await page.keyboard.press('Enter');
};

/** The side of a trial's stronger picture as it is shown, by its file. */
async function shownRight(page: Page, { units }: ExperimentPage, trial: ExperimentTrial): Promise<Side> {
  const { unit, pair, condition, kind } = trial;
  const wanted =
    kind === 'catch'
      ? units[unit]!.references[condition]!.high[pair]
      : units[unit]!.pairs[pair]!.high.picture;
  const shown = await page.locator('[data-side=right] img').getAttribute('src');
  return shown === wanted ? 'right' : 'left';
}

/** Answers trials from one on. @returns sides of which the page shows another than the design says */
export async function answerTrials(
  page: Page,
  experiment: ExperimentPage,
  { participant, by, answer: decide }: Person,
  { from = 0, to = Infinity } = {},
): Promise<string[]> {
  const trials = trialsOf(experiment, participant);
  const practice = trials.filter(({ kind }) => kind === 'practice').length;
  const wrong: string[] = [];
  for (const [i, trial] of [...trials.entries()].slice(from, to)) {
    if (i === practice && practice > 0 && from <= practice) await go(page, by, 'go');
    const number = trial.kind === 'practice' ? i + 1 : i - practice + 1;
    await page.locator(`main[data-kind=${trial.kind}][data-trial="${number}"]`).waitFor();
    if ((await shownRight(page, experiment, trial)) !== trial.right) wrong.push(JSON.stringify(trial));
    await answer(page, by, decide(trial));
    if (trial.kind === 'practice') await go(page, by, 'next');
  }
  return wrong;
}

/** Consents and reads what is done. */
export async function begin(page: Page, by: Person['by']): Promise<void> {
  await go(page, by, 'yes');
  await go(page, by, 'go');
}

/** Takes part from beginning to end. @returns the file of answers */
export async function takePart(page: Page, experiment: ExperimentPage, person: Person) {
  const saved = page.waitForEvent('download');
  await begin(page, person.by);
  const wrong = await answerTrials(page, experiment, person);
  return { wrong, ...(await fileOf(saved)) };
}

export async function fileOf(saved: Promise<Download>): Promise<{ name: string; path: string; csv: string }> {
  const download = await saved;
  const path = await download.path();
  return { name: download.suggestedFilename(), path, csv: await readFile(path, 'utf8') };
}
