/**
 * Which lines to show: those with a text in them, whatever its case unless it has capitals; or
 * those that a /regular expression/ finds something in.
 */
class Filter {
  #pattern = null;

  /** What is wrong with it, or null. */
  problem = null;

  constructor(source) {
    if (source === "") return;
    const expression = /^\/(.+)\/([a-z]*)$/s.exec(source);
    try {
      this.#pattern = expression
        ? new RegExp(expression[1], [...new Set(expression[2] + "g")].join(""))
        : Filter.#literal(source);
    } catch (error) {
      this.problem = error.message.replace(/^Invalid regular expression: /, "");
    }
  }

  static #literal(source) {
    const hasCapitals = source !== source.toLowerCase();
    return new RegExp(source.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), hasCapitals ? "gu" : "giu");
  }

  get isEmpty() {
    return this.#pattern === null;
  }

  accepts(text) {
    if (this.#pattern === null) return true;
    this.#pattern.lastIndex = 0;
    return this.#pattern.test(text);
  }

  /** Where it finds something: {from, to}, in order. */
  marks(text) {
    if (this.#pattern === null) return [];
    this.#pattern.lastIndex = 0;
    return [...text.matchAll(this.#pattern)]
      .filter((found) => found[0] !== "")
      .map((found) => ({ from: found.index, to: found.index + found[0].length }));
  }
}
