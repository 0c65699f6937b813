// Every call that the pages make of the API, in one table: nothing else in this folder knows an address of it, and what a
// page can do, a program can.
import { lang } from './words.js';

// Method, address, and which of the settings of the page (lang, date, as_of) go along.
export const CALLS = {
  versions: ['GET', '/api/v1/versions', ''],
  me: ['GET', '/api/v1/me', ''],
  rules: ['GET', '/api/v1/rules', 'lang'],
  schema: ['GET', '/api/v1/schema', ''],
  policy: ['GET', '/api/v1/policy', ''],
  accounts: ['GET', '/api/v1/accounts', 'lang date as_of'],
  account: ['GET', '/api/v1/accounts/{id}', 'lang date as_of'],
  coverage: ['GET', '/api/v1/accounts/{id}/coverage', 'lang date as_of'],
  people: ['GET', '/api/v1/accounts/{id}/people', 'lang date as_of'],
  map: ['GET', '/api/v1/accounts/{id}/map', 'lang date as_of'],
  matrix: ['GET', '/api/v1/accounts/{id}/matrix', 'lang date as_of'],
  whitespace: ['GET', '/api/v1/accounts/{id}/whitespace', 'lang date as_of'],
  changes: ['GET', '/api/v1/accounts/{id}/changes', 'lang as_of'],
  diff: ['GET', '/api/v1/accounts/{id}/diff', 'lang date as_of'],
  what_if: ['POST', '/api/v1/accounts/{id}/what-if', 'lang date'],
  pipeline: ['GET', '/api/v1/accounts/{id}/pipeline', 'lang date as_of'],
  cycle: ['GET', '/api/v1/accounts/{id}/objectives', 'lang date as_of'],
  plan: ['GET', '/api/v1/accounts/{id}/plan', 'lang date as_of'],
  portfolio: ['GET', '/api/v1/portfolio/coverage', 'lang date as_of'],
  segmentation: ['GET', '/api/v1/portfolio/segmentation', 'lang date as_of'],
  teams: ['GET', '/api/v1/portfolio/teams', 'lang date as_of'],
  tasks: ['GET', '/api/v1/tasks', 'lang date as_of'],
  paths: ['GET', '/api/v1/paths', 'lang date as_of'],
  search: ['GET', '/api/v1/search', 'as_of'],
  person: ['GET', '/api/v1/people/{label}/{id}', 'lang date as_of'],
  history: ['GET', '/api/v1/people/{label}/{id}/history', 'lang'],
  export_person: ['GET', '/api/v1/people/{label}/{id}/export', ''],
  erase_person: ['POST', '/api/v1/people/{label}/{id}/erase', ''],
  node: ['GET', '/api/v1/nodes/{label}/{id}', ''],
  edge: ['GET', '/api/v1/edges/{type}', ''],
  batch: ['POST', '/api/v1/batch', ''],
  imports: ['GET', '/api/v1/imports', ''],
  start_import: ['POST', '/api/v1/imports', ''],
  import: ['GET', '/api/v1/imports/{id}', ''],
  rejects: ['GET', '/api/v1/imports/{id}/rejects', ''],
  forget_import: ['DELETE', '/api/v1/imports/{id}', ''],
};

// A refusal or failure; `problem` is the answer's RFC 9457 document, status 0 that there was none.
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
  // Of a refused write: [{property, reason}] to stand beside its fields.
  get errors() {
    return this.problem.errors ?? [];
  }
}

// What the reader has chosen for all pages: kept in the address of the page.
export function settings() {
  const here = new URLSearchParams(location.search);
  return { lang: lang(), date: here.get('date'), as_of: here.get('as_of') };
}

// The address of a call. path: what stands for the {…}; query: a value may be a list, null is left out.
export function address(name, path = {}, query = {}) {
  const [, pattern, takes] = CALLS[name];
  const filled = pattern.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(path[key]));
  const chosen = settings();
  const all = Object.fromEntries(
    takes
      .split(' ')
      .filter(Boolean)
      .map((key) => [key, chosen[key]]),
  );
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...all, ...query })) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') params.append(key, one);
    }
  }
  const text = params.toString();
  return text ? `${filled}?${text}` : filled;
}

async function problem_of(response) {
  try {
    return await response.json();
  } catch {
    return { title: response.statusText };
  }
}

// The response, if it went well. Where a login has run out, the browser goes to the page for it.
export async function request(name, { path, query, body, headers, signal } = {}) {
  const [method] = CALLS[name];
  let response;
  try {
    response = await fetch(address(name, path, query), { method, body, headers, signal, credentials: 'same-origin' });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, { title: error.message });
  }
  if (response.status === 401) {
    location.assign(`/login?lang=${lang()}&to=${encodeURIComponent(location.pathname + location.search)}`);
    return new Promise(() => {});
  }
  if (!response.ok) throw new ApiError(response.status, await problem_of(response));
  return response;
}

export async function get(name, path, query, options = {}) {
  return (await request(name, { path, query, ...options })).json();
}

export async function get_text(name, path, query, options = {}) {
  return (await request(name, { path, query, ...options })).text();
}

export async function post(name, path, body, { query, headers, signal } = {}) {
  const all = { 'Content-Type': 'application/json', ...headers };
  return (await request(name, { path, query, body: JSON.stringify(body), headers: all, signal })).json();
}

// All pages of a list that is handed out in pages; at most `most` rows, then `complete` is false.
export async function get_all(name, path, query, member, most = 2000, options = {}) {
  const rows = [];
  let cursor = null;
  do {
    const page = await get(name, path, { ...query, cursor }, options);
    rows.push(...page[member]);
    cursor = page.next;
  } while (cursor !== null && cursor !== undefined && rows.length < most);
  return { rows, complete: cursor === null || cursor === undefined };
}
