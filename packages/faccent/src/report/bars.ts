import type { Size } from '../image/image.js';
import type { Said } from '../cli/explanation/explanation.js';
import { escapeMarkup } from './escape.js';

/** Probabilities as bars with labels, as SVG of the given size. @param marked labels that stand out */
export function bars(said: readonly Said[], marked: readonly string[], [height, width]: Size): string {
  const row = height / said.length;
  const text = Math.min(row / 3.2, width / 14);
  const most = Math.max(...said.map((s) => s.probability ?? 0)) || 1;
  const rows = said.map(({ label, probability }, i) => {
    const colour = marked.includes(label) ? '#a3301f' : '#9a958c';
    const top = i * row;
    const number = probability === undefined ? '' : `${(100 * probability).toFixed(1)} %`;
    return [
      `<text x="0" y="${top + text}" fill="#222">${escapeMarkup(label)}</text>`,
      `<text x="${width}" y="${top + text}" text-anchor="end" fill="#666">${number}</text>`,
      `<rect x="0" y="${top + 1.35 * text}" width="${((probability ?? 0) / most) * width}" height="${0.7 * text}" fill="${colour}"/>`,
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="${text}">${rows.join('')}</svg>`;
}
