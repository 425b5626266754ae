// A web app's own server: its page, and /carillon, which it passes on to the Carillon server. So the page calls its own origin, and the
// Carillon server takes calls of no page but those that come through here.
//
//   CARILLON_URL=http://127.0.0.1:4000 PORT=5173 node serve.mjs
import { readFile } from 'node:fs/promises';
import { createServer, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import path from 'node:path';
import { build } from 'esbuild';

const { CARILLON_URL = 'http://127.0.0.1:4000', PORT = '5173' } = process.env;
const PREFIX = '/carillon';
const here = (name) => path.join(import.meta.dirname, name);

const bundle = await build({ entryPoints: [here('app.js')], bundle: true, format: 'esm', write: false });
const files = {
  '/': { type: 'text/html', content: await readFile(here('index.html')) },
  '/app.js': { type: 'text/javascript', content: bundle.outputFiles[0].contents },
  '/sw.js': { type: 'text/javascript', content: await readFile(here('sw.js')) },
};

const server = createServer((request, response) => {
  if (request.url.startsWith(`${PREFIX}/`)) return passOn(request, response);
  const file = files[request.url.split('?')[0]];
  if (file === undefined) return response.writeHead(404).end('Not found');
  response.writeHead(200, { 'content-type': `${file.type}; charset=utf-8` }).end(file.content);
});

function passOn(request, response) {
  const target = new URL(CARILLON_URL + request.url.slice(PREFIX.length));
  // Without Origin: the browser has checked it already, and says in Sec-Fetch-Site whether the page is of this origin.
  const { origin: _, host: __, ...headers } = request.headers;
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const passed = send(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', () => response.writeHead(502).end());
  request.pipe(passed);
}

server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
