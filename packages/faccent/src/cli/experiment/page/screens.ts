import type { ExperimentPage } from '../../../experiment/page-data.js';
import { element, paragraphs, pressed, show } from './elements.js';

/** A screen of words with buttons below. @returns which of them is pressed */
async function words<T extends string>(
  display: HTMLElement,
  heading: string,
  inside: readonly Node[],
  actions: Readonly<Record<T, string>>,
): Promise<T> {
  const names = Object.keys(actions) as T[];
  const buttons = names.map((name, i) =>
    element('button', { type: 'button', class: i === 0 ? 'main' : '', 'data-action': name }, actions[name]),
  );
  const row = element('div', { class: 'actions' }, ...buttons);
  show(display, element('main', { class: 'words' }, element('h1', {}, heading), ...inside, row));
  return Promise.race(buttons.map(async (button, i) => pressed(button).then(() => names[i]!)));
}

/** Letters of what a participant is called. */
const LONGEST = 60;

/** Asks who takes part. */
export async function askParticipant(display: HTMLElement, title: string): Promise<string> {
  const input = element('input', {
    id: 'participant',
    autocomplete: 'off',
    maxlength: LONGEST,
    required: true,
  });
  const button = element('button', { class: 'main' }, 'Go on');
  const form = element(
    'form',
    {},
    element('label', { for: 'participant' }, 'Your participant number'),
    input,
    element('div', { class: 'actions' }, button),
  );
  show(display, element('main', { class: 'words' }, element('h1', {}, title), form));
  input.focus();
  return new Promise((resolve) =>
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text !== '') resolve(text);
    }),
  );
}

/** Asks whether somebody takes part. */
export const askConsent = async (
  display: HTMLElement,
  { title, consent }: ExperimentPage,
): Promise<boolean> =>
  (await words(display, title, paragraphs(consent), { yes: 'I agree to take part', no: 'I do not' })) ===
  'yes';

export const declined = (display: HTMLElement): void =>
  show(
    display,
    element(
      'main',
      { class: 'words' },
      element('h1', {}, 'You do not take part'),
      element('p', {}, 'Nothing was kept. You can close this page.'),
    ),
  );

const key = (name: string): HTMLElement => element('kbd', {}, name);

const BARE = 'Sometimes there are no groups beside them: choose then as well as you can.';

/** What stands there unless the plan says it. */
const INSTRUCTIONS = [
  'A unit is a small part of an artificial neural network that looks at pictures. Some pictures drive it strongly, others hardly at all.',
  'In each trial, the pictures on the left drive the unit least, those on the right drive it most. They may be photographs, or pictures that a computer made. Find out what the pictures on the right have in common, and those on the left lack.',
  'Two photographs stand in frames. One of them drives the unit strongly, the other hardly. Choose the one that goes with the pictures on the right, then say how sure you are.',
  'There is no time limit, but do not think for long.',
];

/** Says what is done. @param practice trials that come first */
export async function instruct(display: HTMLElement, page: ExperimentPage, practice: number): Promise<void> {
  const hasBare = page.design.conditions.some(({ hasReferences }) => !hasReferences);
  const texts = page.instructions ?? [...INSTRUCTIONS, ...(hasBare ? [BARE] : [])];
  const keys = element(
    'p',
    {},
    ...[
      'With a keyboard: ',
      key('←'),
      ' and ',
      key('→'),
      ' choose, ',
      key('1'),
      ' ',
      key('2'),
      ' ',
      key('3'),
    ],
    ' say how sure you are.',
  );
  const first =
    practice === 0
      ? []
      : paragraphs([
          practice === 1
            ? 'First comes one trial of practice, which says afterwards what was right.'
            : `First come ${practice} trials of practice, which say afterwards what was right.`,
        ]);
  await words(display, 'What you do', [...paragraphs(texts), keys, ...first], { go: 'Begin' });
}

/** Between practice and what counts. */
export const ready = async (display: HTMLElement, trials: number): Promise<void> =>
  void (await words(
    display,
    'That was the practice',
    paragraphs([`Now come ${trials} trials, which no longer say what was right.`]),
    { go: 'Begin' },
  ));

/** A picture that did not come. @returns once it is to be tried again */
export const failed = async (display: HTMLElement, file: string): Promise<void> =>
  void (await words(
    display,
    'A picture could not be loaded',
    paragraphs([`"${file}" is not there, or the connection is lost. Your answers so far are kept.`]),
    { again: 'Try again' },
  ));

/** What is asked where somebody of that number has been here before. */
export const askAgain = (
  display: HTMLElement,
  participant: string,
  { done, of }: { readonly done: number; readonly of: number },
): Promise<'go' | 'anew'> =>
  words(
    display,
    done < of ? 'Go on?' : 'Already done',
    paragraphs([
      done < of
        ? `Participant ${participant} has answered ${done} of ${of} trials in this browser.`
        : `Participant ${participant} has answered all ${of} trials in this browser.`,
    ]),
    { go: done < of ? 'Go on from there' : 'To the answers', anew: 'Forget those, and begin anew' },
  );

/** Saves the answers, and offers to save them again. */
export function thank(display: HTMLElement, csv: string, name: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  const link = element('a', { href: url, download: name, 'data-action': 'save' }, `Save ${name} again`);
  show(
    display,
    element(
      'main',
      { class: 'words', 'data-done': true },
      element('h1', {}, 'Thank you'),
      element(
        'p',
        {},
        `That was all. Your answers were saved as ${name}, in the folder of this browser’s downloads.`,
      ),
      element('p', {}, 'Please give this file to whoever asked you.'),
      element('p', {}, link),
    ),
  );
  link.click();
}
