// For working on the pages without building: serves the files of server/web as they lie there, and hands everything else on to a
// running relmap.   node tests/web/serve_files.mjs http://127.0.0.1:7171 [PORT]
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

const target = new URL(process.argv[2] ?? 'http://127.0.0.1:7171');
const port = Number(process.argv[3] ?? 7172);
const folder = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../../server/web');
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

async function file(name, response) {
  try {
    const bytes = await readFile(path.join(folder, path.basename(name)));
    response.writeHead(200, { 'Content-Type': TYPES[path.extname(name)], 'Cache-Control': 'no-store' }).end(bytes);
    return true;
  } catch {
    return false;
  }
}

http
  .createServer(async (request, response) => {
    if (request.url.startsWith('/assets/') && (await file(request.url, response))) return;
    const headers = { ...request.headers, host: target.host };
    const on = http.request(new URL(request.url, target), { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    on.on('error', (error) => response.writeHead(502).end(error.message));
    request.pipe(on);
  })
  .listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
