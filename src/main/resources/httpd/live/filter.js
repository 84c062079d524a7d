/**
 * Selects lines by terms, of which all must hold: a text, "a text with blanks", a /regular
 * expression/, each excluded by a minus before it. A text is case-sensitive if it has capitals.
 */
class Filter {
  /** In one line. */
  static #MOST_MARKS = 100;
  static #MOST_TERMS = 20;
  /** A phrase, an expression with its flags, or what stands up to the next blank. */
  static #TERM = /(-?)(?:"([^"]*)"?|\/((?:[^\/\\]|\\.)+)\/([dgimsuvy]*)(?=\s|$)|(\S+))\s*/gs;

  #wanted = [];
  #excluded = [];

  /** The texts {isExcluded, text}; null if there is an expression too. */
  texts = [];

  /** The error in an expression, or null. */
  problem = null;

  constructor(source) {
    try {
      for (const found of [...source.trim().matchAll(Filter.#TERM)].slice(0, Filter.#MOST_TERMS)) {
        this.#add(...found);
      }
    } catch (error) {
      this.problem = error.message.replace(/^Invalid regular expression: /, "");
    }
  }

  #add(all, minus, phrase, expression, flags, word) {
    if (word === undefined && phrase === undefined) {
      this.texts = null;
      (minus ? this.#excluded : this.#wanted).push(Filter.#expression(expression, flags));
      return;
    }
    // A minus alone is a text.
    const text = phrase ?? word;
    if (text === "") return;
    this.texts?.push({ isExcluded: minus !== "", text });
    (minus ? this.#excluded : this.#wanted).push(Filter.#literal(text));
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
    return this.#wanted.length === 0 && this.#excluded.length === 0;
  }

  accepts(text) {
    return (
      this.#wanted.every((find) => find(text, 0) !== null) &&
      !this.#excluded.some((find) => find(text, 0) !== null)
    );
  }

  /** The matches {from, to} in order, at most the first hundred. */
  marks(text) {
    if (this.#wanted.length === 1) return Filter.#marks(this.#wanted[0], text);
    const all = this.#wanted.flatMap((find) => Filter.#marks(find, text));
    return Filter.#apart(all.sort((a, b) => a.from - b.from));
  }

  static #marks(find, text) {
    const marks = [];
    let from = 0;
    while (from <= text.length && marks.length < Filter.#MOST_MARKS) {
      const found = find(text, from);
      if (found === null) break;
      if (found.to > found.from) marks.push(found);
      from = Math.max(found.to, found.from + (found.to === found.from ? 1 : 0));
    }
    return marks;
  }

  /** Joins those that overlap. */
  static #apart(marks) {
    const apart = [];
    for (const mark of marks) {
      const last = apart.at(-1);
      if (last && mark.from <= last.to) last.to = Math.max(last.to, mark.to);
      else if (apart.length < Filter.#MOST_MARKS) apart.push({ ...mark });
    }
    return apart;
  }
}
