/** The gateway's API: JSON in, JSON out, problems as errors. Paths are relative to /api/v1. */

const ROOT = '/api/v1/';
const KEY = 'prunescope.key';

/** An answer that says what was wrong (RFC 9457). */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || `The gateway answered ${status}.`);
    this.status = status;
    this.errors = document.errors || [];
  }

  /** Whether the same request may be answered later: nobody answers, too many ask, or the gateway is in trouble. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The key that requests carry, for this tab only; empty where none was given. */
export function key() {
  return sessionStorage.getItem(KEY) || '';
}

export function useKey(value) {
  if (value) {
    sessionStorage.setItem(KEY, value);
  } else {
    sessionStorage.removeItem(KEY);
  }
}

/** The address of a path, with those parameters that are neither null nor empty. */
export function address(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value != null && value !== '');
  const query = new URLSearchParams(given).toString();
  return ROOT + path + (query ? `?${query}` : '');
}

export const get = async (path, parameters) => content(await send('GET', address(path, parameters)), 'json');

export const text = async (path, parameters) => content(await send('GET', address(path, parameters)), 'text');

export const blob = async (location) => content(await send('GET', location), 'blob');

/** A file, and what the gateway calls it. */
export async function file(location) {
  const answer = await send('GET', location);
  const [, name] = /filename="(.+)"/.exec(answer.headers.get('Content-Disposition'));
  return { content: await content(answer, 'blob'), name };
}

export const post = async (path, parameters, body, headers = {}) =>
  content(await send('POST', address(path, parameters), body, headers), 'json');

export const remove = (path) => send('DELETE', address(path));

/** All entries of an answer that comes in pages. */
export async function all(path, name, parameters = {}) {
  const entries = [];
  let after = null;
  do {
    const page = await get(path, { limit: 1000, ...parameters, after });
    entries.push(...page[name]);
    after = page.next;
  } while (after != null);
  return entries;
}

/** An answer's body, as `json`, `text` or `blob`. */
async function content(answer, form) {
  try {
    return await answer[form]();
  } catch {
    throw new Problem(0, { detail: 'The answer of the gateway broke off.' });
  }
}

async function send(method, location, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(location, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(key() ? { Authorization: `Bearer ${key()}` } : {}),
        ...headers,
      },
    });
  } catch {
    throw new Problem(0, { detail: 'The gateway does not answer. Is it running?' });
  }
  if (!answer.ok) {
    throw new Problem(answer.status, await answer.json().catch(() => ({})));
  }
  return answer;
}
