import { STYLE } from '../../report/style.js';

/** The looks of pages of exemplars: a report's colours and letters. */
export const PAGE_STYLE =
  STYLE.slice(0, STYLE.indexOf('.panes')) +
  String.raw`
  body { max-width: none; }
  h2 { font-size: 1rem; margin: 0; }
  a { color: var(--distance); }
  small, .numbers { color: var(--soft); font-size: 0.85rem; font-variant-numeric: tabular-nums; }
  code, kbd { font-size: 0.9em; overflow-wrap: anywhere; }
  kbd { padding: 0 0.3em; border: 1px solid var(--line); border-radius: 4px; }
  .warn { color: var(--accent); }
  .layers { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 0.5rem; padding: 0; list-style: none; }
  .layers li { padding: 0.6rem 0.9rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow-wrap: anywhere; }
  .tools { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; margin-top: 0.75rem; }
  .tools input, .tools select, button { padding: 0.3rem 0.5rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: inherit; font: inherit; }
  .channel { margin: 0 0 0.75rem; padding: 0.75rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; content-visibility: auto; contain-intrinsic-size: auto 12rem; }
  .channel header { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; margin: 0 0 0.5rem; }
  .photos { display: flex; flex-wrap: wrap; gap: 3px; margin: 0; padding: 0; list-style: none; }
  .photos button { display: block; width: 72px; height: 72px; padding: 0; border: 0; border-radius: 4px; background-color: var(--line); cursor: pointer; }
  .photos .first-sample { margin-left: 0.6rem; padding-left: 0.6rem; border-left: 2px solid var(--line); }
  :focus-visible { outline: 3px solid var(--distance); outline-offset: 2px; }
  dialog { width: min(92vw, 46rem); padding: 1rem; border: 1px solid var(--line); border-radius: 12px; background: var(--card); color: var(--ink); }
  dialog::backdrop { background: rgb(0 0 0 / 60%); }
  dialog form { display: flex; gap: 1rem; justify-content: space-between; align-items: start; margin-bottom: 0.75rem; }
  dialog h2 { overflow-wrap: anywhere; }
  .photo { position: relative; max-height: 70vh; margin: 0 auto; overflow: hidden; background: var(--line); }
  .photo img { display: block; width: 100%; height: 100%; object-fit: cover; }
  #box { position: absolute; border: 2px solid #fff; box-shadow: 0 0 0 2px #000, inset 0 0 0 1px #000; }
  #said { margin: 0.75rem 0 0; color: var(--soft); overflow-wrap: anywhere; }
`;
