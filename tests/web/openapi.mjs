// The operations of /openapi.json, to find those that pages call.
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

let operations = []; // {method, template, pattern}

export async function load_operations({ url, tokens }) {
  const [token] = Object.values(tokens);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const { paths } = await (await fetch(`${url}/openapi.json`, { headers })).json();
  operations = Object.entries(paths).flatMap(([template, of]) => {
    const parts = template.split(/\{\w+\}/).map(escape);
    const pattern = new RegExp(`^${parts.join('[^/]+')}$`);
    return METHODS.filter((method) => of[method]).map((method) => ({ method: method.toUpperCase(), template, pattern }));
  });
}

// 'GET /api/v1/accounts/{id}', or null; `where` is a path or a template.
export function operation_of(method, where) {
  const found =
    operations.find((one) => one.method === method && one.template === where) ??
    operations.find((one) => one.method === method && one.pattern.test(where));
  return found ? `${found.method} ${found.template}` : null;
}
