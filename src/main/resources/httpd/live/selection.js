/** Which rows are shown: those that a filter accepts, of a level and of topics. */
class Selection {
  #filter;
  #least;
  #hidden;

  /** A least level, or "" for all lines; the topics in `hidden` are not shown. */
  constructor(filter = new Filter(""), least = "", hidden = new Set()) {
    this.#filter = filter;
    this.#least = least;
    this.#hidden = hidden;
  }

  get isEmpty() {
    return this.#filter.isEmpty && this.#least === "" && this.#hidden.size === 0;
  }

  accepts(row) {
    if (this.#hidden.size > 0 && this.#hidden.has(row.topic)) return false;
    if (this.#least !== "" && (row.level === null || !Level.isAtLeast(row.level, this.#least))) {
      return false;
    }
    return this.#filter.accepts(row.text);
  }

  /** The matches {from, to} in a text. */
  marks(text) {
    return this.#filter.marks(text);
  }
}
