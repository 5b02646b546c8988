import type { Contribution } from '../explanation/channels.js';
import type { ExplanationPart } from '../explanation/classes.js';
import { escapeMarkup } from '../formats/markup.js';
import { htmlPage } from './html-page.js';
import { policyHash } from './data-url.js';
import type { ExplanationJson } from './explanation-json.js';
import { factsSection } from './facts-section.js';
import { fileName } from './files.js';
import { STYLE } from './style.js';

/** The pictures of a channel that carried an accentuation, as data URLs. */
export interface PageCarrier {
  readonly channel: string;
  readonly photograph?: string;
  readonly accentuated?: string;
}

/** The pictures of an accentuation, as data URLs. */
export interface PagePart {
  readonly accentuated: string;
  readonly where: string;
  /** In the order of its carriers. */
  readonly carriers: readonly PageCarrier[];
}

/** What a card holds at the most, one below the other. */
const CARD_ROWS = 8;

const OWN_STYLE = String.raw`
  .said { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1.25rem; }
  .parts { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; }
  /* rows of the cards are shared, so that the same things of each lie beside each other */
  .parts .card { display: grid; grid-template-rows: subgrid; grid-row: span ${CARD_ROWS}; align-content: start; gap: 0; margin: 0; }
  figure { margin: 0 0 1rem; }
  figure img { display: block; width: 100%; border-radius: 4px; }
  figcaption { margin: 0.35rem 0 0; color: var(--soft); font-size: 0.85rem; overflow-wrap: anywhere; }
  h2 small { display: block; color: var(--soft); font-weight: 400; }
  h3 { margin: 1rem 0 0.35rem; font-size: 0.9rem; font-weight: 600; }
  .what { margin: -0.3rem 0 0.2rem; color: var(--soft); font-size: 0.85rem; }
  .carriers { display: grid; gap: 0.9rem; margin-bottom: 0.9rem; }
  .carrier figure { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.35rem; margin: 0; }
  .carrier figcaption { grid-column: 1 / -1; margin: 0; }
  .about { max-width: 60rem; margin: 0; }
  .carrier b { color: var(--ink); font-weight: 600; }
  .numbers th { width: auto; }
  .numbers th, h2 { overflow-wrap: anywhere; }
  .numbers td, .numbers thead th { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .numbers thead th:first-child { text-align: left; }
  .numbers tr > :last-child { padding-right: 0; }
  .numbers tr.marked > * { color: var(--accent); font-weight: 600; }
`;

const percent = (p: number | undefined): string => (p === undefined ? '–' : `${(100 * p).toFixed(1)} %`);

interface Row {
  readonly cells: readonly string[];
  readonly marked?: boolean;
}

/** Rows of text, the first cell their heading. */
function table(headings: readonly string[], rows: readonly Row[]): string {
  const head = headings.map((h) => `<th scope="col">${escapeMarkup(h)}</th>`).join('');
  const body = rows.map(({ cells: [name, ...values], marked }) => {
    const numbers = values.map((v) => `<td>${escapeMarkup(v)}</td>`).join('');
    return `<tr${marked ? ' class="marked"' : ''}><th scope="row">${escapeMarkup(name!)}</th>${numbers}</tr>`;
  });
  const top = headings.length ? `<thead><tr>${head}</tr></thead>` : '';
  return `<table class="numbers">${top}<tbody>${body.join('')}</tbody></table>`;
}

const figure = (url: string, caption: string, alt = caption): string =>
  `<figure><img src="${url}" alt="${escapeMarkup(alt)}"><figcaption>${escapeMarkup(caption)}</figcaption></figure>`;

type Explained = ExplanationJson['accentuations'][number];
type Carriers = NonNullable<Explained['carriers']>;

const signed = (n: number): string => `${n < 0 ? '−' : '+'}${Math.abs(n).toFixed(2)}`;

/** What a channel adds, before and after. */
const added = ({ photograph, accentuated }: Contribution): string =>
  `${signed(photograph)} → ${signed(accentuated)}`;

/** A channel in pictures: what it looks for, and where it finds it. */
function carrierFigure(
  carrier: Carriers['channels'][number],
  { channel, photograph, accentuated }: PageCarrier,
): string {
  const picture = (url: string | undefined, alt: string): string =>
    url === undefined ? '' : `<img src="${url}" alt="${escapeMarkup(alt)}" title="${escapeMarkup(alt)}">`;
  const { feature } = carrier;
  return `<div class="carrier"><figure>
${picture(channel, `the photograph, accentuated for ${feature}`)}
${picture(photograph, `where ${feature} fires on the photograph`)}
${picture(accentuated, `where ${feature} fires on the accentuated picture`)}
<figcaption><b>${escapeMarkup(feature)}</b> adds ${added(carrier)}</figcaption>
</figure></div>`;
}

const carrierList = ({ channels, others }: Carriers, pictures: readonly PageCarrier[]): string => `
<h3>Channels that carried it</h3>
<div class="carriers">${channels.map((carrier, i) => carrierFigure(carrier, pictures[i]!)).join('')}
<p class="what">all other channels together: ${added(others)}</p></div>`;

const TITLES: Readonly<Record<ExplanationPart, string>> = {
  predicted: 'Predicted',
  actual: 'Actual',
  contrast: 'What tells them apart',
};

const card = (
  { part, name, activation, probabilities, carriers }: Explained,
  { predicted, actual }: ExplanationJson,
  { accentuated, where, carriers: pictures }: PagePart,
): string => `
<section class="card" aria-labelledby="${part}"><h2 id="${part}"><small>${TITLES[part]}</small>${escapeMarkup(name)}</h2>
${figure(accentuated, 'the photograph, accentuated', `the photograph, accentuated for ${name}`)}
${figure(where, 'where it looked: the brighter, the more', `where it looked for ${name}`)}
<h3>On the accentuated picture</h3>
${table(
  [],
  [
    { cells: ['activation', `${activation.before.toFixed(2)} → ${activation.after.toFixed(2)}`] },
    { cells: [predicted, percent(probabilities.predicted)] },
    { cells: [actual, percent(probabilities.actual)] },
  ],
)}
${carriers ? carrierList(carriers, pictures) : ''}
</section>`;

/** How the pictures of channels are to be read. */
function aboutChannels({ layer, channels }: ExplanationJson): string {
  if (layer !== undefined && channels.length === 0) return '';
  return `<section class="card" aria-labelledby="about"><h2 id="about">What carried it</h2>
<p class="about">${layer === undefined ? NO_LAYER : reading(layer, channels)}</p></section>`;
}

const NO_LAYER =
  'No layer before the classes has a grid of positions, so no channels are shown: name a layer to see its own.';

function reading(layer: string, channels: ExplanationJson['channels']): string {
  const maps = channels.some(({ where }) => where !== undefined)
    ? ', beside it where the channel fires on the photograph and on the accentuated picture (the brighter, the more; one scale for a channel)'
    : '';
  return `The classes are computed from the channels of the layer <strong>${escapeMarkup(layer)}</strong>, each of which looks for
something of its own. Under each accentuation are those that add most to its score: first the photograph with more of what the channel
looks for${maps}. The numbers are what it adds to the score on the photograph, and then on the accentuated picture.`;
}

/**
 * An explanation as one page that fetches nothing and runs no script.
 * @param photo as a data URL
 * @param pictures of each accentuation
 */
export async function explanationPage(
  numbers: ExplanationJson,
  photo: string,
  pictures: readonly PagePart[],
): Promise<string> {
  const style = STYLE + OWN_STYLE;
  const [name, predicted, actual] = [fileName(numbers.photo), numbers.predicted, numbers.actual].map(
    escapeMarkup,
  ) as [string, string, string];
  return htmlPage({
    title: `${predicted} or ${actual}: ${name}`,
    policy: `default-src 'none'; img-src data:; style-src ${await policyHash(style)}; base-uri 'none'`,
    style,
    body: `<header>
<h1>${predicted} or ${actual}?</h1>
<p>What speaks for each in <strong>${name}</strong></p>
</header>
<main>
<section class="card" aria-labelledby="said"><h2 id="said">What the model said</h2>
<div class="said">
${figure(photo, 'the photograph')}
<div>${table(
      ['class', 'probability', 'score'],
      numbers.said.map(({ label, probability, logit }) => ({
        cells: [label, percent(probability), logit.toFixed(2)],
        marked: label === numbers.predicted || label === numbers.actual,
      })),
    )}</div>
</div></section>
${aboutChannels(numbers)}
<div class="parts">${numbers.accentuations.map((part, i) => card(part, numbers, pictures[i]!)).join('')}
</div>
${factsSection(numbers.model)}</main>`,
  });
}
