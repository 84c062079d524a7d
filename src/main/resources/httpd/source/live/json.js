/**
 * JSON for people. It is the text itself, with line breaks: numbers keep all their digits, and keys
 * that are there twice stay so.
 */
class Json {
  static #TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

  /** Whether it is worth a try, at a glance. */
  static looksLike(text) {
    return /^\s*(?:\{[^]*\}|\[[^]*\])\s*$/.test(text);
  }

  /** A fragment with the text in lines, or what is wrong with it. */
  static pretty(text) {
    const fragment = document.createDocumentFragment();
    try {
      JSON.parse(text);
    } catch (error) {
      fragment.append(`no JSON after all: ${error.message}`);
      return fragment;
    }
    const tokens = text.match(Json.#TOKEN);
    let depth = 0;
    const newLine = () => fragment.append("\n" + "  ".repeat(depth));
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
    return fragment;
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
