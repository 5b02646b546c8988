import type { ExperimentTrial, Side } from '../../../experiment/design.js';
import type { ExperimentPage, ExperimentReferences } from '../../../experiment/page-data.js';
import { element, pressed, show } from './elements.js';
import { picture } from './pictures.js';

/** What a person did in a trial. */
export interface Done {
  readonly answer: Side;
  readonly confidence: 1 | 2 | 3;
  /** Milliseconds from the pictures to the choice that stood, and to the confidence. */
  readonly choice_ms: number;
  readonly confidence_ms: number;
}

/** A trial with the pictures that it shows. */
export interface Shown {
  readonly trial: ExperimentTrial;
  readonly left: string;
  readonly right: string;
  readonly references: ExperimentReferences | null;
}

/** The pictures of a trial: the queries of a catch trial are references themselves. */
export function shownIn({ units }: ExperimentPage, trial: ExperimentTrial): Shown {
  const { unit, condition, pair, right, kind } = trial;
  const references = units[unit]!.references[condition]!;
  const { low, high } =
    kind === 'catch'
      ? { low: references.low[pair]!, high: references.high[pair]! }
      : picturesOf(units[unit]!.pairs[pair]!);
  return { trial, left: right === 'left' ? high : low, right: right === 'right' ? high : low, references };
}

const picturesOf = ({ low, high }: ExperimentPage['units'][number]['pairs'][number]) => ({
  ...{ low: low.picture, high: high.picture },
});

export const filesOf = ({ left, right, references }: Shown): string[] => [
  ...[left, right],
  ...(references ? [...references.low, ...references.high] : []),
];

const SURE = ['not sure', 'somewhat sure', 'very sure'] as const;

/** A picture for one place: one that stands elsewhere already, as queries of catch trials do, is shown a second time. */
function own(image: HTMLImageElement): HTMLImageElement {
  const made = image.parentNode ? (image.cloneNode() as HTMLImageElement) : image;
  made.alt = '';
  return made;
}

/** The queries, one of which is chosen; until the trial is over the choice can be changed. */
async function queriesOf({ left, right }: Shown): Promise<Readonly<Record<Side, HTMLButtonElement>>> {
  const button = async (side: Side, file: string): Promise<HTMLButtonElement> => {
    const image = own(await picture(file));
    return element(
      'button',
      { type: 'button', 'aria-pressed': 'false', 'aria-label': `the ${side} picture`, 'data-side': side },
      image,
    );
  };
  return { left: await button('left', left), right: await button('right', right) };
}

/** The references of an end, in a grid that is as square as can be. */
async function group(name: 'low' | 'high', heading: string, files: readonly string[]): Promise<HTMLElement> {
  const images = await Promise.all(files.map(picture));
  const across = Math.ceil(Math.sqrt(images.length));
  const grid = element('div', { class: 'grid', style: `--across: ${across}` });
  grid.append(...images.map(own));
  return element(
    'section',
    { class: `end ${name}`, 'aria-label': heading },
    element('h2', {}, heading),
    grid,
  );
}

/** Shows a trial. @param progress how many of how many are done @throws NotThere before anything is shown */
export async function runTrial(
  display: HTMLElement,
  shown: Shown,
  { question, progress }: { readonly question: string; readonly progress: readonly [number, number] },
): Promise<Done> {
  const { references, trial } = shown;
  const queries = await queriesOf(shown);
  const ends = references && [
    await group('low', 'These drive it least', references.low),
    await group('high', 'These drive it most', references.high),
  ];
  const middle = element(
    'div',
    { class: 'queries', role: 'group', 'aria-label': 'Choose one' },
    queries.left,
    queries.right,
  );
  const table = element('div', { class: ends ? 'table' : 'table bare' }, middle);
  if (ends) table.replaceChildren(ends[0]!, middle, ends[1]!);
  const sure = SURE.map((text, i) =>
    element('button', { type: 'button', disabled: true, 'data-sure': i + 1 }, `${i + 1} ${text}`),
  );
  const [done, of] = progress;
  const screen = element(
    'main',
    { 'data-kind': trial.kind, 'data-trial': done + 1 },
    element(
      'p',
      { class: 'progress' },
      element('progress', { value: done, max: of, 'aria-label': 'Trials done' }),
      trial.kind === 'practice' ? 'Practice' : `${done + 1} of ${of}`,
    ),
    ...[element('h1', {}, question), table],
    element('fieldset', {}, element('legend', {}, 'How sure are you?'), ...sure),
    element('p', { class: 'said', role: 'status' }),
  );
  show(display, screen);
  const answer = await answered(queries, sure);
  if (trial.kind === 'practice') await sayRight(screen, queries, trial.right, answer.answer);
  return answer;
}

/** The side that a key stands for, or how sure somebody is. */
const KEYS: Readonly<Record<string, Side | 1 | 2 | 3>> = {
  ...{ ArrowLeft: 'left', ArrowRight: 'right', f: 'left', j: 'right', 1: 1, 2: 2, 3: 3 },
};

/** Waits for a choice and how sure it is, by mouse, finger or keys. */
function answered(
  queries: Readonly<Record<Side, HTMLButtonElement>>,
  sure: readonly HTMLButtonElement[],
): Promise<Done> {
  const listening = new AbortController();
  const { signal } = listening;
  const began = performance.now();
  let choice: { readonly answer: Side; readonly choice_ms: number } | undefined;
  const choose = (answer: Side): void => {
    if (choice?.answer === answer) return;
    choice = { answer, choice_ms: Math.round(performance.now() - began) };
    for (const side of ['left', 'right'] as const)
      queries[side].setAttribute('aria-pressed', String(side === answer));
    for (const button of sure) button.disabled = false;
  };
  return new Promise((resolve) => {
    const finish = (confidence: 1 | 2 | 3): void => {
      if (!choice) return;
      listening.abort();
      for (const button of [...sure, ...Object.values(queries)]) button.disabled = true;
      resolve({ ...choice, confidence, confidence_ms: Math.round(performance.now() - began) });
    };
    for (const side of ['left', 'right'] as const)
      queries[side].addEventListener('click', () => choose(side), { signal });
    for (const [i, button] of sure.entries())
      button.addEventListener('click', () => finish((i + 1) as 1 | 2 | 3), { signal });
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
        const meant = KEYS[event.key];
        if (meant === undefined) return;
        event.preventDefault();
        if (typeof meant === 'string') choose(meant);
        else finish(meant);
      },
      { signal },
    );
  });
}

/** Says what was right, until it was read. */
async function sayRight(
  screen: HTMLElement,
  queries: Readonly<Record<Side, HTMLButtonElement>>,
  right: Side,
  answer: Side,
): Promise<void> {
  queries[right].classList.add('right');
  const next = element('button', { type: 'button', class: 'main', 'data-action': 'next' }, 'Next');
  const text =
    right === answer
      ? element('span', { class: 'right' }, 'That is right.')
      : element('span', { class: 'wrong' }, `No: the one on the ${right} drives it more.`);
  screen.querySelector('.said')!.append(text, next);
  next.focus();
  await pressed(next);
}
