import type { Verdict, Wanted } from '../audit/check.js';
import { escapeMarkup } from '../formats/markup.js';
import { largest, smallest } from '../math/extremes.js';
import type { AuditJson, AuditLineJson } from './audit-json.js';
import { policyHash } from './data-url.js';
import { factsSection } from './facts-section.js';
import { fileName } from './files.js';
import { htmlPage } from './html-page.js';
import { STRIP_STYLE, stripPlot } from './strip-plot.js';
import { STYLE } from './style.js';

/** The pictures of an audit, as data URLs. */
export interface AuditUrls {
  readonly photographs: readonly string[];
  /** In the order of `pictures`. */
  readonly pictures: readonly string[];
}

const OWN_STYLE =
  String.raw`
  main { overflow-wrap: anywhere; }
  .shown { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: 0.75rem; }
  .shown + h3 { margin-top: 1rem; }
  figure { margin: 0; }
  figure img { display: block; width: 100%; border-radius: 4px; }
  figcaption { margin: 0.35rem 0 0; font-size: 0.8rem; }
  h2 { display: flex; flex-wrap: wrap; gap: 0.35rem 0.75rem; align-items: baseline; justify-content: space-between; margin-bottom: 0.35rem; }
  h3 { margin: 0 0 0.5rem; font-size: 0.9rem; font-weight: 600; }
  p { margin: 0 0 0.6rem; max-width: 46rem; overflow-wrap: anywhere; }
  .soft { color: var(--soft); font-size: 0.9rem; }
  .verdict { padding: 0.1rem 0.6rem; border: 1px solid; border-radius: 99px; color: var(--soft); font-size: 0.85rem; font-weight: 600; white-space: nowrap; }
  .verdict.sound { color: var(--distance); }
  .verdict.doubtful { color: var(--accent); }
  .numbers { margin: 0; padding: 0; list-style: none; }
  .numbers li { padding: 0.6rem 0 0.5rem; border-top: 1px solid var(--line); }
  .head { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; }
  .head b { font-variant-numeric: tabular-nums; }
  .ends { display: flex; justify-content: space-between; gap: 1rem; color: var(--soft); font-size: 0.8rem; font-variant-numeric: tabular-nums; }
  .ends span:nth-child(2) { text-align: center; overflow-wrap: anywhere; }
  .contents { margin: 0; padding: 0; list-style: none; }
  .contents li { display: flex; gap: 0.75rem; align-items: baseline; justify-content: space-between; padding: 0.35rem 0; border-top: 1px solid var(--line); }
  .contents li:first-child { border-top: 0; }
  details { margin-top: 0.5rem; }
  summary { font-size: 0.9rem; color: var(--soft); }
` + STRIP_STYLE;

const number = (v: number): string => {
  const text =
    v === 0 ? '0' : Math.abs(v) >= 1000 || Math.abs(v) < 0.001 ? v.toExponential(1) : v.toPrecision(3);
  return text.replace('-', '−');
};

const badge = (verdict: Verdict): string =>
  `<span class="verdict ${verdict.replace(' ', '-')}">${verdict}</span>`;

/** How a line is read. */
const WANTED: Readonly<Record<Wanted, string>> = {
  above: 'should lie above all of them',
  'not below': 'should not lie below all of them',
  among: 'should lie among them, or not far from it',
  'not above': 'should not lie far above them',
};

function numberLine({
  what,
  value,
  wanted,
  reference: { what: of, values },
  verdict,
}: AuditLineJson): string {
  const said = value === null ? 'no number' : number(value);
  const [low, high] = values.length ? [smallest(values), largest(values)] : [];
  const many = values.length === 1 ? '1 number' : `${values.length} numbers`;
  const label = `${what}: ${said}; ${of}: ${low === undefined ? 'none' : `${number(low)} to ${number(high!)}`}; ${verdict}`;
  const [least, most] =
    value === null ? [low, high] : [Math.min(low ?? value, value), Math.max(high ?? value, value)];
  return `<li><div class="head"><span>${escapeMarkup(what)}</span><b>${said}</b></div>
${values.length ? stripPlot({ value, reference: values, label }, verdict.replace(' ', '-')) : ''}
<div class="ends"><span>${least === undefined ? '' : number(least)}</span><span>dots: ${escapeMarkup(of)} (${many}); ${WANTED[wanted]}</span><span>${most === undefined ? '' : number(most)}</span></div></li>`;
}

const list = (lines: readonly AuditLineJson[]): string =>
  lines.length ? `<ul class="numbers">${lines.map(numberLine).join('\n')}</ul>` : '';

const card = ({
  name,
  title,
  verdict,
  sentence,
  doubt,
  lines,
  details,
}: AuditJson['checks'][number]): string => `
<section class="card" aria-labelledby="${name}"><h2 id="${name}">${escapeMarkup(title)} ${badge(verdict)}</h2>
<p>${escapeMarkup(sentence)}</p>
<p class="soft">${escapeMarkup(doubt)}</p>
${list(lines)}
${details.length ? `<details><summary>Further numbers, which do not count</summary>${list(details)}</details>` : ''}</section>`;

const figure = (url: string, caption: string): string =>
  `<figure><img src="${url}" alt="${escapeMarkup(caption)}"><figcaption>${escapeMarkup(caption)}</figcaption></figure>`;

/** The pictures of a kind, under a heading. */
function shown(
  { pictures }: AuditJson,
  urls: AuditUrls,
  kind: AuditJson['pictures'][number]['kind'],
  heading: string,
  caption: (picture: AuditJson['pictures'][number]) => string,
): string {
  const found = pictures.flatMap((picture, i) =>
    picture.kind === kind ? [figure(urls.pictures[i]!, caption(picture))] : [],
  );
  return found.length ? `<h3>${escapeMarkup(heading)}</h3><div class="shown">${found.join('')}</div>` : '';
}

/** In one sentence what all checks come to: they are not added up to a number. */
function summary({ verdicts, checks, natural }: AuditJson): string {
  const doubts = checks.filter(({ verdict }) => verdict === 'doubtful');
  const measured = checks.length - verdicts['not measured'];
  const said = doubts.length
    ? `${doubts.length} of ${measured} checks raise doubts.`
    : `None of ${measured} checks raises a doubt.`;
  const missing = verdicts['not measured'] ? ` ${verdicts['not measured']} could not be made.` : '';
  const weak = natural.weak
    ? ` No natural photographs were given: ${natural.from} stand for them, which is a weak reference.`
    : '';
  return `${said}${missing}${weak} A check that is sound is no proof; one that is doubtful says where to look.`;
}

/** An audit as one page that fetches nothing and runs no script. */
export async function auditPage(numbers: AuditJson, urls: AuditUrls): Promise<string> {
  const style = STYLE + OWN_STYLE;
  const name = escapeMarkup(numbers.feature.name);
  const where = numbers.photos.map(fileName).map(escapeMarkup).join(', ');
  const written = (p: AuditJson['pictures'][number]): string => `${p.parameterization}, seed ${p.randomSeed}`;
  return htmlPage({
    title: `Audit of ${name}`,
    policy: `default-src 'none'; img-src data:; style-src ${await policyHash(style)}; base-uri 'none'`,
    style,
    body: `<header>
<h1>Are pictures of ${name} to be believed?</h1>
<p>${where ? `In ${where}. ` : ''}${escapeMarkup(summary(numbers))}</p>
</header>
<main>
<section class="card" aria-labelledby="checks"><h2 id="checks">What was asked</h2>
<ul class="contents">${numbers.checks.map((c) => `<li><a href="#${c.name}">${escapeMarkup(c.title)}</a> ${badge(c.verdict)}</li>`).join('')}</ul></section>
<section class="card" aria-labelledby="pictures"><h2 id="pictures">The pictures</h2>
<div class="shown">${urls.photographs.map((url) => figure(url, 'the photograph')).join('')}</div>
${shown(numbers, urls, 'own', `Accentuated for ${numbers.feature.name}`, written)}
${shown(numbers, urls, 'others', 'For other features of its layer', (p) => p.feature)}
${shown(numbers, urls, 'randomized', 'With the weights shuffled', written)}</section>
${numbers.checks.map(card).join('')}
${factsSection(numbers.model)}</main>`,
  });
}
