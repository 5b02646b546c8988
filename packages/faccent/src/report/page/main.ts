import type { Frame, ReportData } from '../data.js';
import { stepMarks } from './curve.js';
import { opacityMaps } from './opacity.js';
import { shareZoom } from './zoom.js';

const PLAY_MILLISECONDS = 120;

const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const chosen = (name: string): string =>
  document.querySelector<HTMLInputElement>(`input[name=${name}]:checked`)!.value;

const data = JSON.parse(byId('data').textContent) as ReportData;
const viewer = byId('viewer');
const [stepSlider, percentileSlider, wipeSlider] = ['step', 'percentile', 'wipe'].map((id) =>
  byId<HTMLInputElement>(id),
) as [HTMLInputElement, HTMLInputElement, HTMLInputElement];
const [height, width] = data.size;

function canvas(element: HTMLCanvasElement): CanvasRenderingContext2D {
  Object.assign(element, { height, width });
  return element.getContext('2d')!;
}

async function load(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

const photoCanvas = canvas(byId<HTMLCanvasElement>('photo'));
const shown = canvas(byId<HTMLCanvasElement>('accentuation'));
const masked = canvas(document.createElement('canvas'));
const photo = await load(data.photo);
const frames = await Promise.all(
  data.frames.map(async (frame) => ({ ...frame, picture: await load(frame.image) })),
);
const end = frames.at(-1)!.step;
const mapAt = opacityMaps(data.opacity);
let map = mapAt(Number(percentileSlider.value));

/** The picture as far as the opacity map lets it through. */
function underMap(picture: CanvasImageSource): HTMLCanvasElement {
  masked.globalCompositeOperation = 'copy';
  masked.drawImage(picture, 0, 0, width, height);
  masked.globalCompositeOperation = 'destination-in';
  masked.drawImage(map, 0, 0, width, height);
  return masked.canvas;
}

function draw(): void {
  const frame = frames[Number(stepSlider.value)]!;
  const opacity = chosen('opacity');
  shown.clearRect(0, 0, width, height);
  if (opacity === 'photo') shown.drawImage(photo, 0, 0, width, height);
  shown.drawImage(opacity === 'off' ? frame.picture : underMap(frame.picture), 0, 0, width, height);
  if (chosen('layout') === 'over') drawWipe((Number(wipeSlider.value) / 100) * width);
}

/** The photograph on the left of an edge. */
function drawWipe(edge: number): void {
  shown.save();
  shown.beginPath();
  shown.rect(0, 0, edge, height);
  shown.clip();
  shown.drawImage(photo, 0, 0, width, height);
  shown.restore();
  shown.fillStyle = 'white';
  shown.fillRect(edge - 0.75, 0, 1.5, height);
}

/** The finished picture has no activation of its own over views: it is shown with the last step's. */
const describe = ({ step, activation, distance }: Frame): string =>
  [
    step === end ? `after all ${end} steps` : `before step ${step} of ${end}`,
    `${step === end ? 'last activation' : 'activation'} ${activation.toFixed(3)}`,
    ...(distance === undefined ? [] : [`distance ${distance.toFixed(3)}`]),
  ].join(' · ');

const mark = stepMarks(document.querySelectorAll<SVGSVGElement>('.curve svg'), (step) => {
  const apart = frames.map((frame) => Math.abs(frame.step - step));
  stepSlider.value = String(apart.indexOf(Math.min(...apart)));
  update();
});

function update(): void {
  const frame = frames[Number(stepSlider.value)]!;
  byId('step-value').textContent = describe(frame);
  stepSlider.setAttribute('aria-valuetext', describe(frame));
  byId('percentile-value').textContent = `${percentileSlider.value} % of the picture fully opaque`;
  viewer.dataset.layout = chosen('layout');
  viewer.dataset.opacity = chosen('opacity');
  mark(frame.step);
  draw();
}

let playing: ReturnType<typeof setInterval> | undefined;
const play = byId('play');

function stop(): void {
  clearInterval(playing);
  playing = undefined;
  play.textContent = 'Play';
}

play.addEventListener('click', () => {
  if (playing !== undefined) return stop();
  if (stepSlider.value === stepSlider.max) stepSlider.value = '0';
  play.textContent = 'Pause';
  playing = setInterval(() => {
    stepSlider.stepUp();
    update();
    if (stepSlider.value === stepSlider.max) stop();
  }, PLAY_MILLISECONDS);
});

percentileSlider.addEventListener('input', () => (map = mapAt(Number(percentileSlider.value))));
document.addEventListener('input', update);
photoCanvas.drawImage(photo, 0, 0, width, height);
shareZoom(viewer, [...viewer.querySelectorAll<HTMLElement>('.pane')], [byId('zoom-reset')]);
update();
viewer.dataset.ready = 'true';
