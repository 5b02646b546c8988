import type { Bar, Drawing, TextMark } from '../image/drawing.js';
import type { Size } from '../image/image.js';
import type { ScoredClass } from '../explanation/classes.js';

/** Probabilities as bars with labels, in a picture of the given size. @param marked labels that stand out */
export function bars(said: readonly ScoredClass[], marked: readonly string[], size: Size): Drawing {
  const [height, width] = size;
  const row = height / said.length;
  const letters = Math.min(row / 3.2, width / 14);
  const most = Math.max(...said.map((s) => s.probability ?? 0)) || 1;
  const marks = said.flatMap(({ label, probability }, i): (TextMark | Bar)[] => {
    const colour = marked.includes(label) ? '#a3301f' : '#9a958c';
    const top = i * row;
    const number = probability === undefined ? '' : `${(100 * probability).toFixed(1)} %`;
    return [
      { text: label, x: 0, y: top + letters, size: letters, fill: '#222' },
      { text: number, x: width, y: top + letters, size: letters, fill: '#666', align: 'end' },
      {
        ...{ x: 0, y: top + 1.35 * letters, width: ((probability ?? 0) / most) * width },
        ...{ height: 0.7 * letters, fill: colour },
      },
    ];
  });
  return { size, marks };
}
