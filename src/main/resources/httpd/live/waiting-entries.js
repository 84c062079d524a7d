/** The entries that wait to be shown, lines and notes. A flood costs the oldest lines. */
class WaitingEntries {
  static #MOST = 20_000;
  static #MOST_CHARACTERS = 16 * 1024 * 1024;
  static #MOST_NOTES = 100;

  #entries = [];
  #characters = 0;

  get size() {
    return this.#entries.length;
  }

  /** Adds an entry. Returns how many lines were removed, since there were too many. */
  add(entry) {
    this.#entries.push(entry);
    this.#characters += entry.data.length;
    const isTooMuch =
      this.#entries.length >= WaitingEntries.#MOST ||
      this.#characters > WaitingEntries.#MOST_CHARACTERS;
    return isTooMuch ? this.#thin() : 0;
  }

  /** Removes the older half, except notes: it would be removed once shown. */
  #thin() {
    const old = this.#entries.splice(0, Math.ceil(this.#entries.length / 2));
    const notes = old.filter((entry) => entry.note !== undefined);
    this.#entries.unshift(...notes.slice(-WaitingEntries.#MOST_NOTES));
    this.#characters = this.#entries.reduce((sum, entry) => sum + entry.data.length, 0);
    return old.length - notes.length;
  }

  /** Passes on as many entries as there is time for, at least one; the rest goes on waiting. */
  pass(milliseconds, take) {
    const deadline = performance.now() + milliseconds;
    let at = 0;
    while (at < this.#entries.length && (at === 0 || performance.now() < deadline)) {
      const entry = this.#entries[at++];
      this.#characters -= entry.data.length;
      take(entry);
    }
    this.#entries.splice(0, at);
  }

  clear() {
    this.#entries = [];
    this.#characters = 0;
  }
}
