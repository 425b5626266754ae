import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/*
 * Draws the PNG icons from public/icons/icon.svg with an installed Chromium. Run it by hand when the drawing changes:
 * node bin/make-icons.ts [path of chromium]
 */
const ICONS = fileURLToPath(new URL('../public/icons/', import.meta.url));
const svg = readFileSync(path.join(ICONS, 'icon.svg'), 'utf8');

const VARIANTS = [
  { file: 'icon-192.png', sizePx: 192, drawing: svg },
  { file: 'icon-512.png', sizePx: 512, drawing: svg },
  // Launchers and iOS cut their own corners; what matters stays inside of the middle 80 % of a maskable icon.
  { file: 'maskable-512.png', sizePx: 512, drawing: withoutCorners(svg, 0.78) },
  { file: 'apple-touch-icon.png', sizePx: 180, drawing: withoutCorners(svg, 0.9) },
  // Android shows only the opacity of a badge.
  {
    file: 'badge-96.png',
    sizePx: 96,
    drawing: svg.replace(/<rect[^>]*>/, '').replace('0 0 32 32', '5 3 22 25'),
  },
];

function withoutCorners(drawing: string, scale: number): string {
  const shift = 16 * (1 - scale);
  return drawing
    .replace('rx="8"', 'rx="0"')
    .replace('<g fill', `<g transform="translate(${shift} ${shift}) scale(${scale})" fill`);
}

function draw(chromium: string, { file, sizePx, drawing }: (typeof VARIANTS)[number]): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'carillon-icons-'));
  const page = path.join(folder, 'icon.html');
  const style = `html,body{margin:0;background:transparent}svg{display:block;width:${sizePx}px;height:${sizePx}px}`;
  writeFileSync(page, `<!doctype html><style>${style}</style>${drawing}`);
  const options = [
    '--headless=new',
    '--no-sandbox',
    '--hide-scrollbars',
    '--default-background-color=00000000',
  ];
  const size = `--window-size=${sizePx},${sizePx}`;
  const target = `--screenshot=${path.join(ICONS, file)}`;
  execFileSync(
    chromium,
    [...options, size, target, `--user-data-dir=${folder}/profile`, pathToFileURL(page).href],
    { stdio: 'ignore' },
  );
  rmSync(folder, { recursive: true, force: true });
}

for (const variant of VARIANTS) draw(process.argv[2] ?? '/usr/bin/chromium', variant);
