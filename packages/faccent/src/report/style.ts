const css = String.raw;

/** The report's looks. */
export const STYLE = css`
  :root {
    color-scheme: light dark;
    --page: #f4f3f0;
    --card: #ffffff;
    --ink: #1d1c1a;
    --soft: #64615b;
    --line: #dedbd4;
    --accent: #a3301f;
    --distance: #1f5fa8;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #171614;
      --card: #211f1d;
      --ink: #eceae6;
      --soft: #a5a19a;
      --line: #3a3733;
      --accent: #f08a78;
      --distance: #86b5ee;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0 auto;
    padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem;
    max-width: 72rem;
    background: var(--page);
    color: var(--ink);
    font:
      16px/1.5 system-ui,
      sans-serif;
  }
  header {
    margin: 0 0.25rem 1.25rem;
  }
  h1 {
    margin: 0;
    font-size: clamp(1.5rem, 5vw, 2.1rem);
    line-height: 1.2;
    overflow-wrap: anywhere;
  }
  h2,
  summary {
    margin: 0 0 0.75rem;
    font-size: 1.05rem;
    font-weight: 600;
  }
  header p {
    margin: 0.25rem 0 0;
    color: var(--soft);
    overflow-wrap: anywhere;
  }
  .card {
    margin: 0 0 1rem;
    padding: clamp(0.75rem, 2vw, 1.25rem);
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 12px;
  }

  .panes {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 1rem;
  }
  figure {
    flex: 1 1 17rem;
    min-width: 0;
    margin: 0;
  }
  figcaption {
    margin-bottom: 0.4rem;
    color: var(--soft);
    font-size: 0.9rem;
    overflow-wrap: anywhere;
  }
  .pane {
    overflow: hidden;
    border-radius: 8px;
    background: repeating-conic-gradient(#d9d9d9 0 25%, #fff 0 50%) 0 0 / 16px 16px;
    touch-action: pan-x pan-y;
  }
  .zoomed .pane {
    cursor: grab;
    touch-action: none;
  }
  .zoomed .pane:active {
    cursor: grabbing;
  }
  canvas {
    display: block;
    width: 100%;
    height: auto;
    transform-origin: 0 0;
    transform: translate(var(--x, 0), var(--y, 0)) scale(var(--zoom, 1));
  }
  .near canvas {
    image-rendering: pixelated;
  }
  [data-layout='over'] #photo-figure {
    display: none;
  }
  [data-layout='over'] figure {
    flex-basis: auto;
    max-width: 44rem;
  }
  [data-layout='side'] .over-only,
  [data-opacity='off'] .map-only {
    visibility: hidden;
  }

  .controls {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0.9rem 1.5rem;
    align-items: center;
    margin-top: 1.25rem;
  }
  .row,
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 0.75rem;
    align-items: center;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .wide,
  .zoom {
    grid-column: 1 / -1;
  }
  legend,
  .row > label,
  .row > span {
    float: left;
    min-width: 6.5rem;
    padding: 0;
    font-weight: 600;
    font-size: 0.9rem;
  }
  input[type='range'] {
    flex: 1 1 9rem;
    min-width: 0;
    height: 1.75rem;
    margin: 0;
    accent-color: var(--accent);
  }
  output,
  small {
    color: var(--soft);
    font-size: 0.9rem;
    font-variant-numeric: tabular-nums;
  }
  .wide output {
    flex-basis: 100%;
    padding-left: 7.25rem;
  }
  fieldset label {
    position: relative;
    margin-right: -0.75rem;
  }
  fieldset input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  fieldset span,
  button {
    display: block;
    padding: 0.3rem 0.8rem;
    border: 1px solid var(--line);
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.9rem;
  }
  button {
    min-width: 2.5rem;
    border-radius: 8px;
    cursor: pointer;
  }
  button:hover,
  fieldset label:hover span {
    border-color: var(--accent);
  }
  fieldset label:first-of-type span {
    border-radius: 8px 0 0 8px;
  }
  fieldset label:last-of-type span {
    border-radius: 0 8px 8px 0;
  }
  fieldset input:checked + span {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--card);
  }
  :focus-visible,
  fieldset input:focus-visible + span {
    outline: 3px solid var(--distance);
    outline-offset: 2px;
  }

  .curve svg {
    display: block;
    width: 100%;
    max-width: 60rem;
    height: auto;
    margin: 0 auto;
    fill: var(--soft);
    cursor: pointer;
  }
  .curve svg + svg {
    display: none;
  }
  .paper {
    fill: none;
  }
  .curve .grid {
    stroke: var(--line);
  }
  .curve [stroke='#b3261e'] {
    stroke: var(--accent);
  }
  .curve [fill='#b3261e'] {
    fill: var(--accent);
  }
  .curve [stroke='#1f5fa8'] {
    stroke: var(--distance);
  }
  .curve [fill='#1f5fa8'] {
    fill: var(--distance);
  }
  .now {
    stroke: var(--ink);
    stroke-width: 1.5;
    stroke-dasharray: 4 3;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.95rem;
  }
  th,
  td {
    padding: 0.4rem 0.75rem 0.4rem 0;
    border-top: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  tr:first-child > * {
    border-top: 0;
  }
  th {
    width: 16rem;
    color: var(--soft);
    font-weight: 400;
  }
  summary {
    margin: 0;
    cursor: pointer;
  }
  pre {
    max-height: 30rem;
    overflow: auto;
    padding: 0.75rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    font-size: 0.85rem;
  }
  a {
    color: var(--distance);
  }

  @media (max-width: 40rem) {
    .controls {
      grid-template-columns: minmax(0, 1fr);
    }
    .wide output {
      padding-left: 0;
    }
    [data-layout='side'] .over-only,
    [data-opacity='off'] .map-only {
      display: none;
    }
    legend {
      flex-basis: 100%;
    }
    .row > label,
    .row > span {
      min-width: 4.5rem;
    }
    input[type='range'] {
      flex-basis: 6rem;
    }
    fieldset span {
      padding: 0.3rem 0.6rem;
    }
    th {
      width: 40%;
    }
    .curve svg {
      display: none;
    }
    .curve svg + svg {
      display: block;
    }
  }
`;
