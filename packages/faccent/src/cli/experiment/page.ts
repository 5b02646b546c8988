import type { ExperimentPage } from 'faccent';
import { escapeMarkup, escapeScript } from '../../formats/markup.js';
import { policyHash } from '../../report/data-url.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';

/** The page of an experiment: its script and all that it knows are in it, its pictures lie beside it. */
export async function experimentPage(page: ExperimentPage): Promise<string> {
  const policy = [
    "default-src 'none'",
    "img-src 'self' file: data:",
    // jsPsych writes styles of its own into elements
    "style-src 'unsafe-inline'",
    `script-src ${await policyHash(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<!doctype html>
<html lang="en">
<!-- With jsPsych (https://www.jspsych.org), MIT licence, by Josh de Leeuw and contributors. -->
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<link rel="icon" href="data:,">
<title>${escapeMarkup(page.title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<noscript><p>This experiment is a script of the page, which is switched off here.</p></noscript>
<script type="application/json" id="data">${escapeScript(page)}</script>
<script type="module">${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
