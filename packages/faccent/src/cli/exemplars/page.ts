import path from 'node:path';
import { escapeMarkup, escapeScript } from '../../formats/markup.js';
import { policyHash } from '../../report/data-url.js';
import { htmlPage } from '../../report/html-page.js';
import type { Chosen, ChosenChannel } from './choice.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';
import type { Shown } from './shown.js';

/** A channel on its layer's page: its photographs, and where their thumbnails are. */
export interface PageChannel {
  readonly channel: ChosenChannel;
  readonly chosen: readonly Chosen[];
  readonly sprite: string;
  /** Where in that picture each photograph's thumbnail stands, and how many stand beside each other there. */
  readonly places: readonly number[];
  readonly across: number;
}

export interface LayerPage {
  readonly layer: string;
  readonly file: string;
  readonly rows: readonly PageChannel[];
}

/** A path for an address. */
const address = (file: string): string => file.split(path.sep).map(encodeURIComponent).join('/');

const short = (value: number): number => Number(value.toPrecision(5));

async function page(title: string, body: string, script = ''): Promise<string> {
  const policy = [
    "default-src 'none'",
    "img-src 'self' file: http: https: data:",
    `style-src ${await policyHash(PAGE_STYLE)}`,
    ...(script ? [`script-src ${await policyHash(script)}`] : []),
    "base-uri 'none'",
  ];
  return htmlPage({
    title: escapeMarkup(title),
    policy: policy.join('; '),
    style: PAGE_STYLE,
    body: `${body}${script ? `\n<script>${script}</script>` : ''}`,
  });
}

const count = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;

/** The page that leads to those of layers. */
export async function indexPage(
  layers: readonly LayerPage[],
  { list, failed, measured, choice }: Shown,
  folder: string,
): Promise<string> {
  const rows = layers.map(
    ({ layer, file, rows: own }) =>
      `<li><a href="${folder}/${address(file)}">${escapeMarkup(layer)}</a> <small>${count(own.length, 'channel')}</small></li>`,
  );
  const unread = failed.length
    ? `<p class="warn">${count(failed.length, 'photograph')} could not be measured: <a href="unread.json">unread.json</a> lists ${failed.length === 1 ? 'it' : 'them'}.</p>`
    : '';
  return page(
    'Exemplars',
    `<header><h1>Exemplars</h1>
<p>What drives each channel, among ${count(list.length, 'photograph')} in <code>${escapeMarkup(measured.folder)}</code>: the ${choice.top} strongest by ${choice.by === 'peak' ? 'peak' : 'mean activation'}${choice.sample ? `, and one at random of each of ${choice.sample} parts of its range` : ''}.</p></header>
<main>${unread}
<nav aria-label="Layers"><ul class="layers">${rows.join('\n')}</ul></nav>
<p><small>Network ${escapeMarkup(path.basename(measured.network.path))} (SHA-256 ${measured.network.sha256.slice(0, 12)}…), canvas ${measured.size.join(' × ')}. The same as tables: <a href="channels.parquet">channels</a>, <a href="exemplars.parquet">exemplars</a>, <a href="photographs.parquet">photographs</a> (Parquet).</small></p></main>`,
  );
}

/** A layer's page: its channels, each with its photographs. @param photographs where they are, from the page */
export async function layerPage(
  { layer, rows }: LayerPage,
  { list, measured, boxOf }: Shown,
  photographs: string,
): Promise<string> {
  const known = new Map<number, number>();
  const placeOf = (photograph: number): number => {
    const at = known.get(photograph) ?? known.size;
    known.set(photograph, at);
    return at;
  };
  const channels = rows.map(({ channel: { unit, activation, peak }, chosen, sprite, places, across }) => ({
    ...{ unit, sprite: address(sprite), across },
    numbers: [activation, ...(peak ? [peak] : [])].map(({ mean, deviation, min, max, quantiles }) =>
      [mean, deviation, min, max, quantiles[4]!, quantiles[7]!].map(short),
    ),
    photos: chosen.map(({ kind, rank, photograph, activation: own, peak: most, position }, i) => [
      ...[
        kind === 'top' ? 0 : 1,
        rank,
        placeOf(photograph),
        short(own),
        most === undefined ? null : short(most),
      ],
      ...[...boxOf(layer, position), places[i]!],
    ]),
  }));
  const data = {
    ...{ layer, canvas: measured.size, folder: address(photographs) },
    photographs: [...known.keys()].map((i) => [list[i]!.path, list[i]!.height, list[i]!.width]),
    channels,
  };
  return page(
    `${layer}: exemplars`,
    `<header><p><a href="../index.html">All layers</a></p>
<h1>${escapeMarkup(layer)}</h1>
<p>${count(rows.length, 'channel')}. Below each: the photographs that drive it most, cut to what its strongest position sees, and, behind the line, a random sample from the lowest to the highest part of its range.</p>
<form class="tools" role="search"><label>Channel <input id="find" type="search" inputmode="numeric" autocomplete="off" size="8"></label>
<label>Order <select id="order"><option value="unit">by number</option><option value="mean">by mean</option><option value="max">by largest</option><option value="deviation">by deviation</option></select></label>
<small>Keys: <kbd>j</kbd> <kbd>k</kbd> next and previous channel, arrows between photographs, Enter shows one whole, <kbd>/</kbd> a channel by its number.</small></form></header>
<main id="channels" aria-live="off"></main>
<dialog id="whole" aria-labelledby="whole-title"><form method="dialog"><h2 id="whole-title"></h2><button>Close</button></form><div class="photo"><img id="photo" alt=""><div id="box"></div></div><p id="said"></p></dialog>
<noscript><p>The photographs are drawn by a script of this page, which is switched off here; exemplars.parquet has the same.</p></noscript>
<script type="application/json" id="data">${escapeScript(data)}</script>`,
    PAGE_SCRIPT,
  );
}
