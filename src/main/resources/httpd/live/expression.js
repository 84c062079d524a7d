/**
 * A regular expression whose search takes time proportional to the text, whatever both are; the
 * browser's own may take years for an untrusted line. It follows all ways through the expression at
 * once, character by character (Thompson; Pike). Therefore it has neither back references nor
 * lookarounds.
 *
 *   program    char test ── match one character      split a, b ── both, a first
 *              jump a                                assert test ── between two characters
 *              match ── found
 */
class Expression {
  static #MOST_STEPS = 2000;
  static #MOST_TIMES = 1000;
  /** In one text: proportional to it may still be long. What comes after that is not found. */
  static #MOST_VISITS = 1_000_000;
  static #WORD = /\w/;

  #program = [];
  #source;
  #at = 0;
  #flags;
  #isMultiline;
  #tests = new Map();
  #seen;
  #round = 0;
  #visits = 0;
  #starts = null;

  /** Throws a SyntaxError if the expression is invalid or not supported. */
  constructor(source, flags) {
    new RegExp(source, flags); // Only to find errors.
    this.#source = source;
    if (flags.includes("v")) throw new SyntaxError("the flag v is not supported");
    this.#flags = flags.replace(/[^isu]/g, "");
    this.#isMultiline = flags.includes("m");
    this.#emit(this.#alternatives());
    this.#program.push({ op: "match" });
    this.#seen = new Uint32Array(this.#program.length);
    this.#starts = this.#startingSteps();
  }

  /** The tests that a match can begin with; null if it may begin without one. */
  #startingSteps() {
    if (this.#program.some(({ op }) => op === "assert")) return null;
    const ways = [];
    this.#round++;
    this.#follow(0, 0, "", "", ways);
    const steps = ways.map((way) => this.#program[way.step]);
    return steps.some(({ op }) => op === "match") ? null : steps;
  }

  // From the source to a tree; the browser has accepted the source.

  #peek(text) {
    return this.#source.startsWith(text, this.#at);
  }

  #accept(text) {
    const isThere = this.#peek(text);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  #alternatives() {
    const branches = [this.#sequence()];
    while (this.#accept("|")) branches.push(this.#sequence());
    return branches.length === 1 ? branches[0] : { kind: "either", branches };
  }

  #sequence() {
    const items = [];
    while (this.#at < this.#source.length && !this.#peek("|") && !this.#peek(")")) {
      items.push(this.#repeated(this.#item()));
    }
    return { kind: "sequence", items };
  }

  #repeated(item) {
    const rest = this.#source.slice(this.#at, this.#at + 40);
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/.exec(rest);
    if (!found) return item;
    this.#at += found[0].length;
    const [, sign, low, comma, high, lazy] = found;
    const least = sign ? (sign === "+" ? 1 : 0) : Number(low);
    const most = sign ? (sign === "?" ? 1 : Infinity) : !comma ? least : Number(high || Infinity);
    if (least > Expression.#MOST_TIMES) throw new SyntaxError("too many repetitions");
    return { kind: "repeat", item, least, most, isLazy: lazy !== "" };
  }

  #item() {
    if (this.#accept("(")) return this.#group();
    if (this.#accept("^")) return this.#assertion((before) => this.#isLineEnd(before));
    if (this.#accept("$")) return this.#assertion((_, after) => this.#isLineEnd(after));
    if (this.#accept("\\b")) return this.#assertion((...both) => Expression.#isEdge(...both));
    if (this.#accept("\\B")) return this.#assertion((...both) => !Expression.#isEdge(...both));
    return { kind: "char", test: this.#test(this.#atom()) };
  }

  #group() {
    const special = /^\?(?::|<(?![=!])[^>]*>)/.exec(this.#source.slice(this.#at));
    if (special) this.#at += special[0].length;
    else if (this.#peek("?")) throw new SyntaxError("of (?, only (?: and (?<name> are supported");
    const group = this.#alternatives();
    this.#accept(")");
    return group;
  }

  /** Reads the source of one character or class. */
  #atom() {
    const rest = this.#source.slice(this.#at);
    if (/^\\(?:[1-9]|k<)/.test(rest)) throw new SyntaxError("back references are not supported");
    const [atom] =
      /^(?:\\(?:x[\da-f]{2}|u\{[^}]*\}|u[\da-f]{4}|c[a-z]|p\{[^}]*\}|[^])|\[(?:\\[^]|[^\]\\])*\]|[^])/iu.exec(
        rest,
      );
    this.#at += atom.length;
    return atom;
  }

  /** A test for an atom, which is evaluated once for each character. */
  #test(atom) {
    const known = this.#tests.get(atom);
    if (known) return known;
    const flags = this.#flags.includes("u") ? this.#flags : this.#flags + "u";
    const pattern = Expression.#one(atom, flags) ?? Expression.#one(atom, this.#flags);
    const answers = new Map();
    const test = (char) => {
      let answer = answers.get(char);
      if (answer === undefined) answers.set(char, (answer = pattern.test(char)));
      return answer;
    };
    this.#tests.set(atom, test);
    return test;
  }

  /** Some escapes are invalid with the flag u and valid without it. */
  static #one(atom, flags) {
    try {
      return new RegExp(`^${atom}$`, flags);
    } catch (error) {
      if (flags.includes("u")) return null;
      throw error;
    }
  }

  #assertion(test) {
    return { kind: "assert", test };
  }

  #isLineEnd(char) {
    return char === "" || (this.#isMultiline && /[\n\r\u2028\u2029]/.test(char));
  }

  static #isEdge(before, after) {
    return Expression.#WORD.test(before) !== Expression.#WORD.test(after);
  }

  // From the tree to a program.

  #step(step) {
    if (this.#program.length >= Expression.#MOST_STEPS) {
      throw new SyntaxError("the expression is too large");
    }
    return this.#program.push(step) - 1;
  }

  #emit(node) {
    if (node.kind === "sequence") for (const item of node.items) this.#emit(item);
    else if (node.kind === "either") this.#emitEither(node.branches);
    else if (node.kind === "repeat") this.#emitRepeat(node);
    else this.#step({ op: node.kind, test: node.test });
  }

  #emitEither(branches) {
    const ends = [];
    branches.forEach((branch, i) => {
      const isLast = i === branches.length - 1;
      const split = isLast ? null : this.#program[this.#step({ op: "split" })];
      if (split) split.first = this.#program.length;
      this.#emit(branch);
      if (split) {
        ends.push(this.#program[this.#step({ op: "jump" })]);
        split.second = this.#program.length;
      }
    });
    for (const end of ends) end.to = this.#program.length;
  }

  #emitRepeat({ item, least, most, isLazy }) {
    for (let i = 0; i < least; i++) this.#emit(item);
    const isEndless = most === Infinity;
    const splits = [];
    for (let i = least; i < (isEndless ? least + 1 : most); i++) {
      const at = this.#step({ op: "split" });
      splits.push(this.#program[at]);
      this.#emit(item);
      if (isEndless) this.#step({ op: "jump", to: at });
      this.#enter(this.#program[at], at + 1, isLazy);
    }
    for (const split of splits) split[isLazy ? "first" : "second"] = this.#program.length;
  }

  #enter(split, to, isLazy) {
    split[isLazy ? "second" : "first"] = to;
  }

  // The search.

  /** The first match {from, to} that begins at or after a place, or null. */
  find(text, from) {
    if (from === 0) this.#visits = 0;
    let found = null;
    let ways = [];
    for (let at = this.#nextStart(text, from); ; ) {
      const before = at > 0 ? text[at - 1] : "";
      const char = Expression.#charAt(text, at);
      const now = [];
      this.#round++;
      for (const way of ways) this.#follow(way.step, way.from, before, char, now);
      if (found === null) this.#follow(0, at, before, char, now);
      ways = [];
      for (const way of now) {
        const { op, test } = this.#program[way.step];
        if (op === "match") {
          found = { from: way.from, to: at };
          break; // The later states have lower priority.
        }
        if (char !== "" && test(char)) ways.push({ step: way.step + 1, from: way.from });
      }
      if (char === "" || (found !== null && ways.length === 0)) return found;
      if (this.#visits > Expression.#MOST_VISITS) return found;
      at += char.length;
      if (ways.length === 0) at = this.#nextStart(text, at);
    }
  }

  /** Skips characters that no match begins with. */
  #nextStart(text, from) {
    if (this.#starts === null) return from;
    let at = from;
    for (let char; (char = Expression.#charAt(text, at)) !== ""; at += char.length) {
      if (this.#starts.some(({ test }) => test(char))) break;
    }
    return at;
  }

  /** The character with both halves of a surrogate pair; "" at the end. */
  static #charAt(text, at) {
    if (at >= text.length) return "";
    const code = text.codePointAt(at);
    return code > 0xffff ? text.slice(at, at + 2) : text[at];
  }

  /** Adds the steps that can be reached without a character, by priority. */
  #follow(first, from, before, after, ways) {
    const open = [first];
    while (open.length > 0) {
      const at = open.pop();
      this.#visits++;
      if (this.#seen[at] === this.#round) continue;
      this.#seen[at] = this.#round;
      const step = this.#program[at];
      if (step.op === "jump") open.push(step.to);
      else if (step.op === "split") open.push(step.second, step.first);
      else if (step.op === "assert") {
        if (step.test(before, after)) open.push(at + 1);
      } else ways.push({ step: at, from });
    }
  }
}
