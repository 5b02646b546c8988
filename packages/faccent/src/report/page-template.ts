import { escapeMarkup, escapeScript } from '../formats/markup.js';
import type { Fact } from '../model/facts.js';
import type { ReportData } from './data.js';
import { factsSection } from './facts-section.js';
import { htmlPage } from './html-page.js';
import { jsonUrl, policyHash } from './data-url.js';
import { PAGE_SCRIPT } from './page-script.js';
import { STYLE } from './style.js';
import type { SummaryRow } from './summary.js';

export interface Page {
  readonly feature: string;
  /** None where the run started from noise. */
  readonly photo?: string;
  readonly model: string;
  readonly percentile: number;
  readonly rows: readonly SummaryRow[];
  /** What was taken to be so of the model; older recipes say nothing of it. */
  readonly facts: readonly Fact[];
  /** As SVG. */
  readonly charts: readonly string[];
  /** What is raised against something, by it; none elsewhere. */
  readonly tradeOff: readonly string[];
  /** As JSON. */
  readonly recipe: string;
  readonly data: ReportData;
}

/** Alternatives of which one is chosen. */
const choice = (legend: string, name: string, options: readonly (readonly [string, string])[]): string =>
  `<fieldset><legend>${legend}</legend>${options
    .map(
      ([value, text], i) =>
        `<label><input type="radio" name="${name}" value="${value}"${i === 0 ? ' checked' : ''}><span>${text}</span></label>`,
    )
    .join('')}</fieldset>`;

const pane = (id: string, caption: string): string =>
  `<figure id="${id}-figure"><figcaption>${caption}</figcaption>
<div class="pane" tabindex="0" role="group" aria-label="${caption}: plus and minus zoom, arrow keys pan"><canvas id="${id}" role="img" aria-label="${caption}"></canvas></div></figure>`;

/** How the page speaks of a run from a photograph, and of one from noise. */
const FROM_PHOTOGRAPH = { does: 'sees of', start: 'Photograph', end: 'Accentuation' };
const FROM_NOISE = { does: 'looks for with', start: 'Start', end: 'Visualization' };

/** The page: nothing is fetched, and no script runs but its own. */
export async function page({
  feature,
  photo,
  model,
  percentile,
  rows,
  facts,
  charts,
  tradeOff,
  recipe,
  data,
}: Page): Promise<string> {
  const [featureText, modelText] = [feature, model].map(escapeMarkup) as [string, string];
  const words = photo === undefined ? FROM_NOISE : FROM_PHOTOGRAPH;
  const where = photo === undefined ? '' : ` in <strong>${escapeMarkup(photo)}</strong>`;
  const last = data.frames.length - 1;
  const [style, script] = [await policyHash(STYLE), await policyHash(PAGE_SCRIPT)];
  const policy = `default-src 'none'; img-src data:; style-src ${style}; script-src ${script}; base-uri 'none'`;
  const [height, width] = data.size;
  return htmlPage({
    title: `${featureText}${escapeMarkup(photo === undefined ? '' : ` in ${photo}`)}`,
    policy,
    style: STYLE,
    body: `<header>
<h1>${featureText}</h1>
<p>What <strong>${modelText}</strong> ${words.does} this feature${where}</p>
</header>
<main>
<noscript><p class="card">This page draws its pictures with a script of its own: allow it to see them.</p></noscript>
<section id="viewer" class="card" data-width="${width}" data-height="${height}" data-layout="side" data-opacity="off" aria-label="Pictures">
<div class="panes">
${pane('photo', words.start)}
${pane('accentuation', `${words.end}: ${featureText}`)}
</div>
<div class="controls">
<div class="row wide"><label for="step">Step</label><input id="step" type="range" min="0" max="${last}" value="${last}"><button id="play" type="button">Play</button><output id="step-value" for="step"></output></div>
${choice('Layout', 'layout', [
  ['side', 'Side by side'],
  ['over', 'Overlaid'],
])}
<div class="row over-only"><label for="wipe">Edge</label><input id="wipe" type="range" min="0" max="100" step="0.5" value="50"></div>
${choice('Opacity map', 'opacity', [
  ['off', 'Off'],
  ['photo', `Over the ${words.start.toLowerCase()}`],
  ['paper', 'On its own'],
])}
<div class="row map-only"><label for="percentile">Percentile</label><input id="percentile" type="range" min="1" max="100" step="0.5" value="${percentile}"><output id="percentile-value" for="percentile"></output></div>
<div class="row zoom" role="group" aria-label="Zoom"><span>Zoom</span><button type="button" data-key="-" aria-label="Zoom out">−</button><button type="button" data-key="0" id="zoom-reset" title="Show the whole picture">100 %</button><button type="button" data-key="+" aria-label="Zoom in">+</button><small>drag to pan; double-click, pinch or Ctrl and wheel to zoom</small></div>
</div>
</section>
<section class="card curve" aria-labelledby="curve"><h2 id="curve">Curve</h2>
${charts.join('')}</section>
${tradeOff.length ? `<section class="card curve" aria-labelledby="trade-off"><h2 id="trade-off">One against the other</h2>\n${tradeOff.join('')}</section>\n` : ''}<section class="card" aria-labelledby="measures"><h2 id="measures">Measures</h2>
<table><tbody>
${rows.map(([name, value]) => `<tr><th scope="row">${escapeMarkup(name)}</th><td>${escapeMarkup(value)}</td></tr>`).join('\n')}
</tbody></table></section>
${factsSection(facts)}<details class="card"><summary>Recipe</summary>
<p>Saved as <code>recipe.json</code>, <code>faccent replay recipe.json</code> makes this run again. <a download="recipe.json" href="${jsonUrl(recipe)}">Save it</a></p>
<pre tabindex="0">${escapeMarkup(recipe)}</pre></details>
</main>
<script type="application/json" id="data">${escapeScript(data)}</script>
<script type="module">${PAGE_SCRIPT}</script>`,
  });
}
