/**
 * A map that never holds more than `maxEntries`: the entry set longest ago makes room. Simulators run for hours under
 * load, so everything that grows with traffic lives in one of these.
 */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #maxEntries: number;
  #evicted = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** How many entries made room since the start or the last `clear`; reports show it, so that no count misleads. */
  get evicted(): number {
    return this.#evicted;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  set(key: K, value: V): void {
    if (!this.#entries.has(key) && this.#entries.size >= this.#maxEntries) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) {
        this.#entries.delete(oldest.value);
        this.#evicted += 1;
      }
    }
    this.#entries.set(key, value);
  }

  /** Returns the value of `key`, made and kept by `create` if there was none. */
  getOrCreate(key: K, create: () => V): V {
    const existing = this.#entries.get(key);
    if (existing !== undefined) return existing;
    const created = create();
    this.set(key, created);
    return created;
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  entries(): IterableIterator<[K, V]> {
    return this.#entries.entries();
  }

  values(): IterableIterator<V> {
    return this.#entries.values();
  }

  clear(): void {
    this.#entries.clear();
    this.#evicted = 0;
  }
}
