import type { StoredReport } from './report.ts';

const WIDTH = 760;
const LABEL_WIDTH = 300;
const BAR_HEIGHT = 16;
const BAR_GAP = 6;
const GROUP_HEAD = 34;
const GROUP_GAP = 10;
const TOP = 46;
const VALUE_WIDTH = 80;

/** Both themes of a page that shows it as an image. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; }
  .head { font-weight: 600; }
  .ours { fill: #0a6c74; } .peer { fill: #9aa4ae; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .ours { fill: #3fb6bf; } .peer { fill: #6b7682; }
  }`;

/** An SVG of the CPU that one message takes, ours beside the peers', one group for each benchmark that has a peer. */
export function chartOf(reports: readonly StoredReport[]): string {
  const compared = reports.filter(({ measurements }) => measurements.some(({ name }) => !isOurs(name)));
  const shown = compared.filter(({ measurements }) => measurements.some(({ name }) => isOurs(name)));
  const parts: string[] = [];
  let y = TOP;
  for (const report of shown) {
    parts.push(text({ x: 16, y: y + 14, kind: 'head', words: `${report.id}  ${report.work}` }));
    y += GROUP_HEAD - BAR_GAP;
    const most = Math.max(...report.measurements.map(({ cpuMicroseconds }) => cpuMicroseconds.median));
    for (const { name, cpuMicroseconds } of report.measurements) {
      parts.push(bar({ y, name, value: cpuMicroseconds.median, most }));
      y += BAR_HEIGHT + BAR_GAP;
    }
    y += GROUP_GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img">`,
    '<title>CPU for one message</title>',
    `<style>${STYLE}\n</style>`,
    text({ x: 16, y: 26, kind: 'title', words: 'CPU for one message, µs; less is better' }),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Contenders of ours begin with our name. */
export function isOurs(name: string): boolean {
  return name.startsWith('carillon');
}

interface Bar {
  readonly y: number;
  readonly name: string;
  readonly value: number;
  readonly most: number;
}

function bar({ y, name, value, most }: Bar): string {
  const width = Math.max(((WIDTH - LABEL_WIDTH - VALUE_WIDTH) * value) / most, 1);
  return [
    text({ x: 24, y: y + 12, kind: 'label', words: name }),
    `<rect class="${isOurs(name) ? 'ours' : 'peer'}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
    text({ x: LABEL_WIDTH + width + 8, y: y + 12, kind: 'value', words: value.toFixed(0) }),
  ].join('\n');
}

interface Words {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
  readonly words: string;
}

function text({ x, y, kind, words }: Words): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text class="${kind}" x="${x.toFixed(0)}" y="${y}">${escaped}</text>`;
}
