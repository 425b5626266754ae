/** The documentation page's only style; the policy of the page allows exactly this text, by its hash. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: light-dark(#1d4ed8, #93c5fd); }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
a { color: var(--accent); }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; overflow-x: auto; }
nav ul { columns: 18rem; padding-left: 1.2rem; }
section.operation { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 2rem; }
.method { font-weight: 700; }
summary { cursor: pointer; padding: .25rem 0; }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
`;
