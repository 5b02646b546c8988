const SVG = 'http://www.w3.org/2000/svg';

/** Marks steps on the charts of a page. @param pick called with the step that a person points at */
export function stepMarks(
  charts: Iterable<SVGSVGElement>,
  pick: (step: number) => void,
): (step: number) => void {
  const marks = [...charts].map((chart) => {
    const [left, right, last] = ['left', 'right', 'last'].map((key) => Number(chart.dataset[key]));
    const { width, height } = chart.viewBox.baseVal;
    const mark = chart.appendChild(document.createElementNS(SVG, 'line'));
    mark.classList.add('now');
    mark.setAttribute('y1', '20');
    mark.setAttribute('y2', String(height - 34));
    chart.addEventListener('pointerdown', (event) => {
      const box = chart.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * width;
      pick(Math.round(((x - left!) / (right! - left!)) * last!));
    });
    return (step: number) => {
      // the finished picture comes after the last step that has a value
      const x = String(left! + (Math.min(step, last!) / Math.max(1, last!)) * (right! - left!));
      mark.setAttribute('x1', x);
      mark.setAttribute('x2', x);
    };
  });
  return (step) => marks.forEach((move) => move(step));
}
