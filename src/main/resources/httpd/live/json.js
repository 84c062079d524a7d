/**
 * Formats JSON for people. It is the text itself with line breaks: numbers keep all digits, and
 * duplicate keys stay.
 */
class Json {
  /** The rest after so many is shown unchanged. */
  static MOST_TOKENS = 5000;
  /** Deeper levels are not indented further. */
  static #DEEPEST = 32;
  static #LONGEST_REST = 8000;
  static #TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

  /** Whether the text may be JSON, at a glance. */
  static looksLike(text) {
    return /^\s*(?:\{[^]*\}|\[[^]*\])\s*$/.test(text);
  }

  /** A fragment with the formatted text, or with the error in it. */
  static pretty(text) {
    const fragment = document.createDocumentFragment();
    try {
      JSON.parse(text);
    } catch (error) {
      fragment.append(`invalid JSON: ${error.message}`);
      return fragment;
    }
    const { tokens, rest } = Json.#tokens(text);
    let depth = 0;
    const newLine = () => fragment.append("\n" + "  ".repeat(Math.min(depth, Json.#DEEPEST)));
    tokens.forEach((token, i) => {
      const next = tokens[i + 1];
      const opens = token === "{" || token === "[";
      const closes = token === "}" || token === "]";
      const isEmpty = closes && (tokens[i - 1] === "{" || tokens[i - 1] === "[");
      if (closes) depth--;
      if (closes && !isEmpty) newLine();
      fragment.append(Json.#piece(token, next === ":"));
      if (opens) depth++;
      if ((opens && next !== "}" && next !== "]") || token === ",") newLine();
      if (token === ":") fragment.append(" ");
    });
    if (rest !== "") fragment.append(Json.#shortened(rest));
    return fragment;
  }

  static #tokens(text) {
    const tokens = [];
    const token = Json.#TOKEN;
    token.lastIndex = 0;
    let end = 0;
    for (let found; tokens.length < Json.MOST_TOKENS && (found = token.exec(text)); ) {
      tokens.push(found[0]);
      end = token.lastIndex;
    }
    return { tokens, rest: text.slice(end).trim() };
  }

  static #shortened(rest) {
    const more = rest.length - Json.#LONGEST_REST;
    if (more <= 0) return rest;
    return `${rest.slice(0, Json.#LONGEST_REST)} … ${more.toLocaleString("en")} more characters`;
  }

  static #piece(token, isKey) {
    const kind = isKey
      ? "key"
      : token.startsWith('"')
        ? "string"
        : /^[-\d]/.test(token)
          ? "number"
          : /^\w/.test(token)
            ? "word"
            : null;
    if (kind === null) return token;
    const span = document.createElement("span");
    span.className = "json-" + kind;
    span.textContent = token;
    return span;
  }
}
