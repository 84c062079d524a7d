/**
 * Selects lines: those that contain a text, case-sensitive if it has capitals, or those that match
 * a /regular expression/.
 */
class Filter {
  /** In one line. */
  static #MOST_MARKS = 100;

  #find = null;

  /** The error in the expression, or null. */
  problem = null;

  constructor(source) {
    if (source === "") return;
    const parts = /^\/(.+)\/([a-z]*)$/s.exec(source);
    try {
      this.#find = parts ? Filter.#expression(parts[1], parts[2]) : Filter.#literal(source);
    } catch (error) {
      this.problem = error.message.replace(/^Invalid regular expression: /, "");
    }
  }

  static #expression(source, flags) {
    const expression = new Expression(source, flags);
    return (text, from) => expression.find(text, from);
  }

  static #literal(source) {
    const hasCapitals = source !== source.toLowerCase();
    const escaped = source.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    const pattern = new RegExp(escaped, hasCapitals ? "gu" : "giu");
    return (text, from) => {
      pattern.lastIndex = from;
      const found = pattern.exec(text);
      return found && { from: found.index, to: pattern.lastIndex };
    };
  }

  get isEmpty() {
    return this.#find === null;
  }

  accepts(text) {
    return this.#find === null || this.#find(text, 0) !== null;
  }

  /** The matches {from, to} in order, at most the first hundred. */
  marks(text) {
    const marks = [];
    let from = 0;
    while (this.#find !== null && from <= text.length && marks.length < Filter.#MOST_MARKS) {
      const found = this.#find(text, from);
      if (found === null) break;
      if (found.to > found.from) marks.push(found);
      from = Math.max(found.to, found.from + (found.to === found.from ? 1 : 0));
    }
    return marks;
  }
}
