// The pages' table of calls and the API's own description say the same.
import assert from 'node:assert/strict';
import { site } from './harness.mjs';
import { operation_of } from './openapi.mjs';

const { one } = site();

one('every call that the pages may make is in /openapi.json', async (v) => {
  await v.open('/');
  const calls = await v.page.evaluate(async () => {
    const script = document.querySelector('link[rel="modulepreload"][href$="/api.js"]').href;
    return (await import(script)).CALLS;
  });
  assert.ok(Object.keys(calls).length > 30);
  const unknown = Object.entries(calls).filter(([, [method, where]]) => !operation_of(method, where));
  assert.deepEqual(unknown, []);
});
