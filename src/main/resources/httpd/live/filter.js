/**
 * Selects lines by terms, of which all must hold: a text, "a text with blanks", a /regular
 * expression/, each excluded by a minus before it. A text is case-sensitive if it has capitals.
 */
class Filter {
  /** In one line. */
  static #MOST_MARKS = 100;
  static #MOST_TERMS = 20;
  /** What stands after the expression in a term. */
  static #FLAGS = /^([dgimsuvy]{0,8})(?:\s|$)/;

  #wanted = [];
  #excluded = [];

  /** The texts {isExcluded, text}; null if there is an expression too. */
  texts = [];

  /** The error in an expression, or null. */
  problem = null;

  constructor(source) {
    try {
      let rest = source.trim();
      for (let i = 0; rest !== "" && i < Filter.#MOST_TERMS; i++) rest = this.#take(rest).trim();
    } catch (error) {
      this.problem = error.message.replace(/^Invalid regular expression: /, "");
    }
  }

  /** Takes the first term, and returns what follows it. A minus alone is a text. */
  #take(source) {
    const isExcluded = /^-\S/.test(source);
    const term = isExcluded ? source.slice(1) : source;
    if (term.startsWith('"')) return this.#takePhrase(term, isExcluded);
    const slash = term.startsWith("/") ? Filter.#endOfExpression(term) : -1;
    if (slash > 1) return this.#takeExpression(term, slash, isExcluded);
    const [word] = /^\S+/.exec(term);
    this.#addText(word, isExcluded);
    return term.slice(word.length);
  }

  #takePhrase(term, isExcluded) {
    const end = term.indexOf('"', 1);
    const to = end < 0 ? term.length : end;
    if (to > 1) this.#addText(term.slice(1, to), isExcluded);
    return term.slice(to + 1);
  }

  #takeExpression(term, slash, isExcluded) {
    const [, flags] = Filter.#FLAGS.exec(term.slice(slash + 1));
    this.texts = null;
    (isExcluded ? this.#excluded : this.#wanted).push(
      Filter.#expression(term.slice(1, slash), flags),
    );
    return term.slice(slash + 1 + flags.length);
  }

  #addText(text, isExcluded) {
    this.texts?.push({ isExcluded, text });
    (isExcluded ? this.#excluded : this.#wanted).push(Filter.#literal(text));
  }

  /** The slash after which flags and a blank follow, or the end; -1 if there is none. */
  static #endOfExpression(term) {
    for (let at = 1; at < term.length; at++) {
      if (term[at] === "\\") at++;
      else if (term[at] === "/" && Filter.#FLAGS.test(term.slice(at + 1))) return at;
    }
    return -1;
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
