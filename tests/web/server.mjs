// A relmap that serves the samples to the tests: a store of its own, a port of its own, gone with whoever started it.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HERE = import.meta.dirname;
export const RELMAP = path.resolve(process.env.RELMAP ?? path.join(HERE, '../../build/dev/relmap'));
export const SAMPLES = path.resolve(process.env.RELMAP_SAMPLES ?? path.join(HERE, '../../samples'));
export const TODAY = '2026-11-23'; // the day on which the samples are judged
const START_MS = 20000;

// A shell holds the server by the pipe that is its input: however this process ends, the pipe is closed, and then the server ends and
// its folder goes.
const HOLD = `
exec 3<&0
folder=$1
shift
"$@" 3<&- </dev/null &
server=$!
(
  cat <&3
  kill $server
  for _ in $(seq 50); do
    kill -0 $server 2>/dev/null || exit
    sleep 0.1
  done
  kill -9 $server
) >/dev/null 2>&1 &
wait $server
status=$?
rm -rf "$folder"
exit $status
`;

async function address_of(child, errors) {
  let out = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`relmap serve does not start: ${errors()}`)), START_MS);
    child.stdout.on('data', (text) => {
      out += text;
      const url = out.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`relmap serve ended with ${code}: ${errors()}`)));
  });
}

async function make_tokens(folder, tokens) {
  const made = {};
  for (const [name, rights] of Object.entries(tokens)) {
    const asked = ['token', 'create', '--tokens', path.join(folder, 'tokens.json'), '--name', name, ...rights];
    made[name] = (await run(RELMAP, asked)).stdout.trim();
  }
  return made;
}

// folders: what is imported, in this order; tokens: {name: flags of `relmap token create`}. The server has {url, tokens, stop()}.
export async function start_server({ folders = ['world', 'world-update'], tokens } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'relmap-web-'));
  const store = path.join(folder, 'db');
  for (const name of folders) await run(RELMAP, ['import', '--db', store, path.resolve(SAMPLES, name)]);
  const made = tokens ? await make_tokens(folder, tokens) : {};
  const flags = ['serve', '--db', store, '--date', TODAY, '--listen', '127.0.0.1:0'];
  if (tokens) flags.push('--tokens', path.join(folder, 'tokens.json'));
  let said = '';
  const child = spawn('/bin/bash', ['-c', HOLD, 'hold', folder, RELMAP, ...flags], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  const stop = () => {
    child.stdin.end();
    return ended;
  };
  const url = await address_of(child, () => said);
  return { url, tokens: made, stop };
}
