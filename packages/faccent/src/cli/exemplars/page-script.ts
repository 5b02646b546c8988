/** What a layer's page does: rows are filled as they come near, so that thousands of channels are fluid. */
export const PAGE_SCRIPT = String.raw`
'use strict';
const $ = (id) => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const main = $('channels');
const SIDE = 72;
const made = (name, more = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), more);
  element.append(...inside);
  return element;
};
const told = ([mean, deviation, min, max, median, high]) =>
  'mean ' + mean + ' ± ' + deviation + ', median ' + median + ', 95 % below ' + high + ', from ' + min + ' to ' + max;
const nameOf = ([kind, rank, photo, activation, peak]) =>
  (kind === 0 ? 'number ' + (rank + 1) : 'sample of part ' + (rank + 1)) + ': ' + data.photographs[photo][0] +
  ', activation ' + activation + (peak === null ? '' : ', peak ' + peak);

const rows = data.channels.map((channel) => {
  const head = made('header', {},
    made('h2', {}, made('a', { href: '#' + channel.unit, textContent: data.layer + ':' + channel.unit })),
    made('span', { className: 'numbers', textContent: told(channel.numbers[0]) }));
  const section = made('section', { className: 'channel', id: String(channel.unit), tabIndex: -1 }, head);
  section.setAttribute('aria-label', 'channel ' + channel.unit);
  return { channel, section, filled: false };
});
const rowOf = new Map(rows.map((row) => [row.section, row]));

function fill(row) {
  if (row.filled) return;
  row.filled = true;
  const { channel, section } = row;
  const { across, sprite } = channel;
  const width = across * SIDE;
  let sampled = false;
  const tiles = channel.photos.map((photo) => {
    const at = photo[9];
    const button = made('button', { type: 'button', title: nameOf(photo) });
    button.setAttribute('aria-label', nameOf(photo));
    Object.assign(button.style, {
      backgroundImage: 'url("' + sprite + '")',
      backgroundSize: width + 'px auto',
      backgroundPosition: -(at % across) * SIDE + 'px ' + -Math.floor(at / across) * SIDE + 'px',
    });
    button.addEventListener('click', () => show(channel, photo));
    const item = made('li', {}, button);
    if (photo[0] === 1 && !sampled) {
      sampled = true;
      item.className = 'first-sample';
    }
    return item;
  });
  section.append(made('ul', { className: 'photos' }, ...tiles));
}

function show(channel, photo) {
  const [, , index, , , y0, x0, y1, x1] = photo;
  const [file] = data.photographs[index];
  const [height, width] = data.canvas;
  const image = $('photo');
  image.parentElement.style.aspectRatio = width + ' / ' + height;
  image.alt = file;
  image.src = (data.folder === '' ? '' : data.folder + '/') + file.split('/').map(encodeURIComponent).join('/');
  Object.assign($('box').style, {
    top: (100 * y0) / height + '%', left: (100 * x0) / width + '%',
    height: (100 * (y1 - y0)) / height + '%', width: (100 * (x1 - x0)) / width + '%',
  });
  $('whole-title').textContent = data.layer + ':' + channel.unit + ' in ' + file;
  $('said').textContent = nameOf(photo) + '. The box is what the strongest position sees.';
  $('whole').showModal();
}
$('photo').addEventListener('error', () => ($('said').textContent += ' The photograph is not where it was.'));

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) {
        fill(rowOf.get(target));
        near.unobserve(target);
      }
  },
  { rootMargin: '1500px' },
);
for (const { section } of rows) near.observe(section);
main.append(...rows.map(({ section }) => section));

let current = 0;
let order = [...rows];
function go(to) {
  current = Math.max(0, Math.min(order.length - 1, to));
  const row = order[current];
  fill(row);
  row.section.scrollIntoView({ block: 'start' });
  row.section.querySelector('button').focus({ preventScroll: true });
}
$('order').addEventListener('change', ({ target }) => {
  const at = { mean: 0, deviation: 1, max: 3 }[target.value];
  order = at === undefined ? [...rows] : [...rows].sort((a, b) => b.channel.numbers[0][at] - a.channel.numbers[0][at]);
  main.append(...order.map(({ section }) => section));
});
function find(text) {
  const to = order.findIndex(({ channel }) => String(channel.unit) === text.trim());
  if (to >= 0) go(to);
}
document.querySelector('.tools').addEventListener('submit', (event) => {
  event.preventDefault();
  find($('find').value);
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('whole').open) return;
  if (event.target.matches('input, select')) return;
  const section = event.target.closest('.channel');
  const here = section ? order.indexOf(rowOf.get(section)) : -1;
  if (here >= 0) current = here;
  const steps = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
  if (event.key === '/') $('find').focus();
  else if (event.key in steps && (section || event.key.length === 1)) go(here < 0 ? 0 : here + steps[event.key]);
  else if (section && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
    const buttons = [...section.querySelectorAll('button')];
    const next = buttons.indexOf(event.target) + (event.key === 'ArrowRight' ? 1 : -1);
    buttons[Math.max(0, Math.min(buttons.length - 1, next))]?.focus();
  } else return;
  event.preventDefault();
});
const hash = () => {
  if (location.hash.length > 1) find(decodeURIComponent(location.hash.slice(1)));
};
addEventListener('hashchange', hash);
hash();
document.body.dataset.ready = 'true';
`;
