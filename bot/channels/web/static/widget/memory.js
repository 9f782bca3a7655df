// What the browser keeps: the token, choices, messages not yet stored by the service, and for this
// tab alone what is being written. What was said is not kept here; the log of the service is the one
// truth and is read again after a reload.

/**
 * Named values in the browser's storage; in plain memory where that is switched off or full.
 * `storage` gives localStorage or sessionStorage: a page may forbid even to name them.
 */
class Memory {
  #values = new Map();
  #prefix;
  #storage;

  constructor(prefix, storage) {
    this.#prefix = prefix;
    this.#storage = storage;
  }

  get(name) {
    if (this.#values.has(name)) return this.#values.get(name);
    try {
      return JSON.parse(this.#storage().getItem(this.#prefix + name));
    } catch {
      return null;
    }
  }

  set(name, value) {
    try {
      this.#storage().setItem(this.#prefix + name, JSON.stringify(value));
      this.#values.delete(name);
    } catch {
      this.#values.set(name, value);
    }
  }

  remove(name) {
    this.#values.delete(name);
    try {
      this.#storage().removeItem(this.#prefix + name);
    } catch {
      // Nothing was kept, so nothing has to go.
    }
  }

  /** The values whose name starts so. One per message: tabs never overwrite each other. */
  all(start) {
    const names = new Set(this.#values.keys());
    try {
      for (const key of Object.keys(this.#storage())) {
        if (key.startsWith(this.#prefix)) names.add(key.slice(this.#prefix.length));
      }
    } catch {
      // Only what is in plain memory.
    }
    const wanted = [...names].filter((name) => name.startsWith(start));
    return wanted.map((name) => this.get(name)).filter((value) => value !== null);
  }
}

/** A random UUID, also on pages without https, where crypto.randomUUID does not exist. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
