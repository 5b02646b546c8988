import { escapeMarkup } from './escape.js';

/** One accentuation of an explanation. */
export interface Explained {
  readonly name: string;
  readonly activation: { readonly before: number; readonly after: number };
  /** Of both classes, on the accentuated picture. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Early channels that changed most. */
  readonly carriers: readonly { readonly feature: string; readonly change: number }[];
  /** PNG. */
  readonly accentuated: Buffer;
  readonly where: Buffer;
}

export interface Explanation {
  readonly photo: Buffer;
  readonly photoName: string;
  readonly top: readonly { readonly label: string; readonly probability?: number }[];
  readonly explained: readonly Explained[];
}

const percent = (p = 0): string => `${(100 * p).toFixed(1)} %`;

const picture = (png: Buffer, text: string): string =>
  `<figure><img alt="${escapeMarkup(text)}" src="data:image/png;base64,${png.toString('base64')}"><figcaption>${escapeMarkup(text)}</figcaption></figure>`;

const table = (rows: readonly (readonly [string, string])[]): string =>
  `<table>${rows.map(([name, value]) => `<tr><th scope="row">${escapeMarkup(name)}</th><td>${escapeMarkup(value)}</td></tr>`).join('')}</table>`;

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
section { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem; align-items: start; }
figure { margin: 0; } img { width: 100%; border-radius: 4px; } figcaption { font-size: 0.85rem; opacity: 0.75; }
table { border-collapse: collapse; font-size: 0.9rem; } th { text-align: left; font-weight: 500; padding-right: 1rem; }
td { font-variant-numeric: tabular-nums; }`;

/** An explanation as one page that needs nothing else. */
export function explanationPage({ photo, photoName, top, explained }: Explanation): string {
  const parts = explained.map(
    ({ name, activation, probabilities, carriers, accentuated, where }) => `
<h2>${escapeMarkup(name)}</h2>
<section>
${picture(accentuated, `accentuated: ${name}`)}
${picture(where, 'where it looked: the opacity map')}
<div>
<h3>On the accentuated picture</h3>
${table([
  ['activation', `${activation.before.toFixed(3)} → ${activation.after.toFixed(3)}`],
  ...Object.entries(probabilities).map(([label, p]) => [label, percent(p)] as const),
])}
<h3>Early channels that changed most</h3>
${table(carriers.map(({ feature, change }) => [feature, change.toPrecision(3)] as const))}
</div>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeMarkup(photoName)}, explained</title>
<style>${STYLE}</style>
<h1>${escapeMarkup(photoName)}</h1>
<section>
${picture(photo, 'the photograph')}
<div><h3>What the model says</h3>${table(top.map(({ label, probability }) => [label, percent(probability)] as const))}</div>
</section>
${parts.join('\n')}
</html>
`;
}
