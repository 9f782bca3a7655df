// What the browser keeps. A browser that keeps nothing is no reason to fail: then this page does.

const PREFIX = 'footbridge-desk:';
const DRAFT = 'draft:';
const memory = new Map();

/** Put `value` under `key` for this browser; an empty one takes it away. */
export const keep = (key, value) => put(() => localStorage, key, value);
export const kept = (key) => look(() => localStorage, key);

/**
 * What is being written: for this tab alone, so that two tabs do not overwrite each other and nothing
 * about a customer stays behind in the browser.
 */
export const keepDraft = (key, value) => put(() => sessionStorage, DRAFT + key, value);
export const keptDraft = (key) => look(() => sessionStorage, DRAFT + key);

/** The next one who signs in here finds nothing half written. */
export function forgetDrafts() {
  for (const key of memory.keys()) if (key.startsWith(DRAFT)) memory.delete(key);
  try {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX + DRAFT));
    for (const key of keys) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept, so nothing has to go.
  }
}

// A page may be forbidden even to name a storage, so it is named inside of `try`.
function put(storage, key, value) {
  memory.delete(key);
  try {
    if (value === '' || value === null) storage().removeItem(PREFIX + key);
    else storage().setItem(PREFIX + key, value);
  } catch {
    memory.set(key, value);
  }
}

function look(storage, key) {
  if (memory.has(key)) return memory.get(key);
  try {
    return storage().getItem(PREFIX + key) ?? '';
  } catch {
    return '';
  }
}
