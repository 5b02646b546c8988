const css = String.raw;

/** The looks of an experiment: the same light ones for everybody, so that all see the same. */
export const PAGE_STYLE = css`
  :root {
    color-scheme: light;
    --page: #ffffff;
    --card: #f4f3f0;
    --ink: #1d1c1a;
    --soft: #5b5852;
    --line: #c9c5bd;
    --accent: #1f5fa8;
    --right: #1c6b3a;
    --wrong: #a3301f;
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    background: var(--page);
    color: var(--ink);
    font:
      16px/1.5 system-ui,
      sans-serif;
  }
  main {
    max-width: 84rem;
    margin: 0 auto;
    padding: 0.75rem clamp(0.5rem, 2vw, 1.5rem) 1rem;
  }
  main.words {
    max-width: 42rem;
    padding-top: clamp(1rem, 6vh, 4rem);
  }
  h1 {
    margin: 0.25rem 0 0.75rem;
    font-size: clamp(1.15rem, 3vw, 1.5rem);
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  h1:focus {
    outline: none;
  }
  h2 {
    margin: 0 0 0.4rem;
    font-size: 0.95rem;
    font-weight: 600;
  }
  button,
  input {
    min-height: 44px;
    padding: 0.5rem 1rem;
    border: 2px solid var(--line);
    border-radius: 10px;
    background: var(--card);
    color: inherit;
    font: inherit;
  }
  button {
    cursor: pointer;
  }
  button.main {
    border-color: var(--accent);
    background: var(--accent);
    color: #ffffff;
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    margin-top: 1.5rem;
  }
  label {
    display: block;
    margin-bottom: 0.4rem;
  }
  .progress {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    margin: 0;
    color: var(--soft);
    font-size: 0.9rem;
  }
  progress {
    flex: 1;
    height: 8px;
    accent-color: var(--accent);
  }
  .table {
    --side: min(25rem, 30vw, 60vh);
    display: grid;
    grid-template-columns: var(--side) 1fr var(--side);
    gap: clamp(0.75rem, 1.5vw, 1.5rem);
    align-items: center;
  }
  .table.bare {
    grid-template-columns: 1fr;
  }
  .end {
    padding: 0.5rem;
    border-radius: 12px;
    background: var(--card);
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(var(--across), 1fr);
    gap: 4px;
  }
  .grid img {
    display: block;
    width: 100%;
    height: auto;
    border-radius: 4px;
  }
  .queries {
    display: flex;
    gap: 0.75rem;
    justify-content: center;
  }
  .queries button {
    flex: 1;
    max-width: 17rem;
    padding: 6px;
  }
  .queries button:disabled {
    opacity: 1;
  }
  .queries img {
    display: block;
    width: 100%;
    height: auto;
    border-radius: 6px;
  }
  .queries button[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent);
  }
  .queries button.right {
    border-color: var(--right);
    background: var(--right);
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    justify-content: center;
    margin: 0.75rem 0 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 0.4rem;
    text-align: center;
    width: 100%;
  }
  .said {
    min-height: 3.75rem;
    margin: 0.75rem 0 0;
    text-align: center;
  }
  .said button {
    margin-left: 0.75rem;
  }
  .said .right {
    color: var(--right);
    font-weight: 600;
  }
  .said .wrong {
    color: var(--wrong);
    font-weight: 600;
  }
  kbd {
    padding: 0 0.35em;
    border: 1px solid var(--line);
    border-radius: 4px;
    font-size: 0.85em;
  }
  @media (max-width: 760px) {
    .table {
      grid-template-columns: 1fr 1fr;
      gap: 0.6rem;
    }
    .queries {
      grid-row: 2;
      grid-column: 1 / -1;
    }
    .grid {
      gap: 2px;
    }
    .end {
      padding: 0.35rem;
    }
    h2 {
      font-size: 0.85rem;
    }
    fieldset button {
      flex: 1;
      padding: 0.4rem 0.3rem;
      font-size: 0.9rem;
    }
  }
`;
