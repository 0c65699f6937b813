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
    return METHODS.filter((method) => of[method]).map((method) => ({
      method: method.toUpperCase(),
      template,
      pattern,
    }));
  });
}

// The operation of a path, or of a template.
export const operation_of = (method, where) =>
  operations.find((one) => one.method === method && (one.template === where || one.pattern.test(where)));
