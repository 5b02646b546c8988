import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { root } from '../studies/common/root.js';

type Item = DefaultTheme.SidebarItem;
const page = (text: string, link: string): Item => ({ text, link });

/** Pages that are made when the site is: the API's, from the docstrings. */
const api = existsSync(path.join(root, 'docs/api/index.md'))
  ? [
      page('API', '/api/index'),
      page('API of faccent', '/api/faccent/index'),
      page('API of onnx-grad', '/api/onnx-grad/index'),
    ]
  : [];

const parts: Item[] = [
  {
    text: 'Start',
    items: [page('Four doors', '/start'), page('The studio', '/studio')],
  },
  {
    text: 'The idea in pictures',
    items: [
      page('The idea in pictures', '/idea'),
      page('Manual', '/manual/index'),
      page('Objectives', '/manual/objectives'),
      page('Parameterizations', '/manual/parameterizations'),
      page('Transforms', '/manual/transforms'),
      page('Regularization', '/manual/regularization'),
      page('Optimizers and schedules', '/manual/optimizers'),
      page('Concepts', '/manual/concepts'),
      page('Measures', '/manual/measures'),
      page('Runs', '/manual/runs'),
      page('Levels', '/manual/levels'),
    ],
  },
  {
    text: 'Your own network',
    items: [
      page('A page for each exporter', '/exporters/index'),
      page('PyTorch', '/exporters/pytorch'),
      page('timm', '/exporters/timm'),
      page('Hugging Face', '/exporters/hugging-face'),
      page('Keras', '/exporters/keras'),
      page('TensorFlow Lite', '/exporters/tensorflow-lite'),
      page('Ultralytics', '/exporters/ultralytics'),
      page('JAX', '/exporters/jax'),
      page('Networks and their descriptions', '/models'),
      page("Exporters' files, tried", '/models-tried'),
      page('Devices', '/devices'),
      page('Reports of other tools, tried', '/reports-tried'),
    ],
  },
  {
    text: 'How to',
    items: [
      page('A page for each task', '/howto/index'),
      page('Compare two networks', '/howto/compare-networks'),
      page('Many photographs', '/howto/many-photographs'),
      page('A batch on a cluster', '/howto/cluster'),
      page('One class against another', '/howto/classes'),
      page('Latents of a sparse autoencoder', '/howto/latents'),
      page('Circuits', '/howto/circuits'),
      page('Concepts', '/howto/concepts'),
      page('Get to know a network', '/howto/know-a-network'),
      page('Where in the photograph?', '/howto/maps'),
      page('Repeat a run', '/howto/repeat'),
      page('Are these pictures to be believed?', '/howto/believe'),
      page('Three lessons, for teachers', '/lessons'),
      page('An atlas, on one machine or many', '/atlas'),
      page('The audit, in depth', '/audit'),
      page('Attribution maps', '/attributions'),
      page('Circuits, in depth', '/circuits'),
    ],
  },
  {
    text: 'Reference',
    items: [
      page('Everything that can be chosen', '/reference'),
      ...api,
      page('What it says, and what to do', '/project/errors'),
      page('The method', '/method'),
      page('Outputs', '/outputs'),
      page('Operators', '/operators'),
      page('Architecture', '/architecture'),
      page('Dependencies', '/dependencies'),
    ],
  },
  {
    text: 'Results',
    items: [
      page('Both networks, judged by a third', '/accentuations'),
      page('One against another', '/against'),
      page('Reproduction of the paper', '/reproduction'),
      page('What the defaults stand on', '/defaults'),
      page('What does not work', '/limits'),
      page('Performance', '/performance'),
      page('Other ways in JavaScript', '/javascript-peers'),
      page('Accuracy of gradients', '/gradient-accuracy'),
      page('Levels', '/levels'),
      page('Is the audit to be believed?', '/audit-accuracy'),
      page('Reliability', '/reliability'),
    ],
  },
  {
    text: 'For those who come from',
    items: [page('Lucent, Lucid, Horama, Xplique, Captum', '/migration')],
  },
  {
    text: 'The project',
    items: [
      page('Changes', '/project/changes'),
      page('Contributing', '/project/contributing'),
      page('Security', '/project/security'),
    ],
  },
];

const listed = new Set(parts.flatMap(({ items = [] }) => items.map(({ link }) => `${link!.slice(1)}.md`)));

/** Pages of a folder of docs/ that no part lists, under their headings. */
const others = (folder: string): Item[] =>
  readdirSync(path.join(root, 'docs', folder))
    .map((name) => path.posix.join(folder, name))
    .filter((name) => name.endsWith('.md') && name !== 'index.md' && !listed.has(name))
    .sort()
    .map((name) => {
      const [, heading = name] = /^# (.*)$/m.exec(readFileSync(path.join(root, 'docs', name), 'utf8')) ?? [];
      return page(heading.replaceAll('`', ''), `/${name.slice(0, -'.md'.length)}`);
    });

/** The folder whose further pages a part has at its end. */
const FURTHER: Readonly<Record<string, string>> = {
  ...{ 'The idea in pictures': 'manual', 'How to': 'howto', Reference: '' },
};

/** Every page of the site, in the order in which one would read. */
export const sidebar: Item[] = parts.map(({ text, items = [] }) => {
  const folder = FURTHER[text!];
  return { text, items: [...items, ...(folder === undefined ? [] : others(folder))], collapsed: false };
});

/** The first page of each part. */
export const nav: DefaultTheme.NavItem[] = sidebar
  .slice(0, -1)
  .map(({ text, items }) => ({ text: text!, link: items![0]!.link! }));
