/**
 * The fields of a structured line: an object of JSON, or logfmt (key=value key="a value"). Objects
 * within objects are named with dots: req.url.
 */
class Fields {
  static #LONGEST = 64 * 1024;
  static #MOST = 100;
  static #DEEPEST = 3;
  /** More digits than a number of JavaScript has. */
  static #MANY_DIGITS = /\d{16}/;
  static #PAIR = /([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?:\s+|$)|([^\s="]+)(?:\s+|$)/y;

  /** A map from names to values as text, in the line's order; null for a line without fields. */
  static read(text) {
    if (text.length > Fields.#LONGEST) return null;
    if (Json.looksLike(text)) return Fields.#ofJson(text);
    return /^[^\s="]+=/.test(text) ? Fields.#ofLogfmt(text) : null;
  }

  static #ofJson(text) {
    try {
      const value = Fields.#MANY_DIGITS.test(text)
        ? JSON.parse(text, (_, part, context) => (typeof part === "number" ? context?.source ?? part : part))
        : JSON.parse(text);
      if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
      const fields = new Map();
      Fields.#add(fields, "", value, 0);
      return fields;
    } catch {
      return null;
    }
  }

  static #add(fields, before, object, depth) {
    for (const [key, value] of Object.entries(object)) {
      if (fields.size >= Fields.#MOST) return;
      const name = before + key;
      const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
      if (isObject && depth < Fields.#DEEPEST) Fields.#add(fields, name + ".", value, depth + 1);
      else fields.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
    }
  }

  /** All of the line must be pairs, or words alone between them; two pairs at least. */
  static #ofLogfmt(text) {
    const pair = Fields.#PAIR;
    const fields = new Map();
    let pairs = 0;
    pair.lastIndex = 0;
    while (pair.lastIndex < text.length && fields.size < Fields.#MOST) {
      const found = pair.exec(text);
      if (!found) return null;
      const [, key, quoted, plain, word] = found;
      if (word !== undefined) fields.set(word, "true");
      else fields.set(key, quoted === undefined ? plain : quoted.replace(/\\(.)/g, Fields.#unescaped));
      pairs += word === undefined ? 1 : 0;
    }
    return pairs >= 2 && pairs * 2 > fields.size ? fields : null;
  }

  static #unescaped(_, char) {
    return { n: "\n", t: "\t" }[char] ?? char;
  }
}
