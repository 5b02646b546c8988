import { escapeMarkup } from '../formats/markup.js';
import type { Fact } from '../model/facts.js';

/** What was taken to be so of the model, and where each is from. */
export const factsSection = (facts: readonly Fact[]): string =>
  facts.length
    ? `<section class="card" aria-labelledby="model"><h2 id="model">What was taken to be so of the model</h2>
<table><tbody>
${facts.map(({ what, value, from }) => `<tr><th scope="row">${escapeMarkup(what)}</th><td>${escapeMarkup(value)}<br><small>${escapeMarkup(from)}</small></td></tr>`).join('\n')}
</tbody></table></section>
`
    : '';
