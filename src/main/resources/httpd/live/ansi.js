/**
 * Text with the colours that programs write for terminals (ECMA-48, SGR): the plain text, and runs
 * {from, to, style} over it. Each line begins without a style. All other sequences are dropped, and
 * remaining control characters are shown as pictures. After many changes of style the rest has no
 * style; a sequence with very many parameters is ignored.
 */
class Ansi {
  static #MOST_RUNS = 500;
  static #MOST_SEQUENCES = 5000;
  static #LONGEST_PARAMETERS = 100;
  static #CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
  static #CONTROLS = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]+/g;
  static #ESCAPE = new RegExp(
    [
      /\x1b\[([0-?]*)[ -\/]*([@-~])/, // CSI: colours, and the moves of a cursor
      /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?/, // OSC: titles and links
      /\x1b[PX^_][^\x1b]*(?:\x1b\\)?/, // DCS, SOS, PM, APC
      /\x1b[ -\/]*[0-~]?/, // all other escapes
    ]
      .map((part) => part.source)
      .join("|"),
    "g",
  );
  static #SEQUENCE = new RegExp(Ansi.#ESCAPE.source + "|" + Ansi.#CONTROLS.source, "g");

  static read(raw) {
    if (!Ansi.#CONTROL.test(raw)) return { text: raw, runs: [] };
    const runs = [];
    let text = "";
    let style = {};
    let at = 0;
    const take = (piece) => {
      if (piece !== "" && Object.keys(style).length > 0) {
        runs.push({ from: text.length, to: text.length + piece.length, style });
      }
      text += piece;
    };
    const sequence = Ansi.#SEQUENCE;
    sequence.lastIndex = 0;
    let count = 0;
    const isFull = () => runs.length >= Ansi.#MOST_RUNS || count >= Ansi.#MOST_SEQUENCES;
    for (let found; !isFull() && (found = sequence.exec(raw)); count++) {
      take(raw.slice(at, found.index));
      at = sequence.lastIndex;
      if (found[2] === "m") style = Ansi.#changed(style, found[1]);
      else if (!found[0].startsWith("\x1b")) take(Ansi.#pictures(found[0]));
    }
    if (isFull()) style = {};
    take(Ansi.#pictures(raw.slice(at).replace(Ansi.#ESCAPE, "")));
    return { text, runs };
  }

  /** Replaces each control character by its picture. */
  static #pictures(text) {
    if (!Ansi.#CONTROL.test(text)) return text;
    const codes = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) codes[i] = Ansi.#picture(text.charCodeAt(i));
    let shown = "";
    for (let at = 0; at < codes.length; at += 8192) {
      shown += String.fromCharCode(...codes.subarray(at, at + 8192));
    }
    return shown;
  }

  static #picture(code) {
    if (code === 0x7f) return 0x2421;
    if (code > 0x7f && code <= 0x9f) return 0xfffd;
    return code < 0x20 && code !== 0x09 && code !== 0x0a ? 0x2400 + code : code;
  }

  static #changed(before, parameters) {
    const style = { ...before };
    if (parameters.length > Ansi.#LONGEST_PARAMETERS) return style;
    // 38:2::1:2:3 and 38;2;1;2;3 are equivalent; the first may name a colour space.
    const codes = parameters
      .replace(/([34]8):2:\d*:(\d+:\d+:\d+)/g, "$1;2;$2")
      .replace(/4:(\d)/g, (_, kind) => (kind === "0" ? "24" : "4"))
      .split(/[;:]/)
      .map(Number);
    while (codes.length > 0) Ansi.#apply(codes.shift(), codes, style);
    return style;
  }

  static #ON = { 1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike" };
  static #OFF = {
    22: ["bold", "dim"],
    23: ["italic"],
    24: ["underline"],
    27: ["inverse"],
    29: ["strike"],
    39: ["ink"],
    49: ["paper"],
  };

  static #apply(code, more, style) {
    if (code === 0) for (const name in style) delete style[name];
    else if (code in Ansi.#ON) style[Ansi.#ON[code]] = true;
    else if (code in Ansi.#OFF) for (const name of Ansi.#OFF[code]) delete style[name];
    else if (code === 38) style.ink = Ansi.#extended(more);
    else if (code === 48) style.paper = Ansi.#extended(more);
    else if (code >= 30 && code <= 37) style.ink = Ansi.#indexed(code - 30);
    else if (code >= 40 && code <= 47) style.paper = Ansi.#indexed(code - 40);
    else if (code >= 90 && code <= 97) style.ink = Ansi.#indexed(code - 90 + 8);
    else if (code >= 100 && code <= 107) style.paper = Ansi.#indexed(code - 100 + 8);
  }

  static #extended(more) {
    const kind = more.shift();
    if (kind === 5) return Ansi.#indexed(more.shift() & 255);
    const [red, green, blue] = more.splice(0, 3).map((value) => value & 255);
    return `rgb(${red ?? 0} ${green ?? 0} ${blue ?? 0})`;
  }

  /** The first sixteen colours are the page's own, the others those of xterm. */
  static #indexed(index) {
    if (index < 16) return `var(--ansi-${index})`;
    if (index >= 232) {
      const grey = 8 + 10 * (index - 232);
      return `rgb(${grey} ${grey} ${grey})`;
    }
    const level = (step) => (step === 0 ? 0 : 55 + 40 * step);
    const cube = index - 16;
    const [red, green, blue] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
    return `rgb(${level(red)} ${level(green)} ${level(blue)})`;
  }

  /** An element for a piece of text in a style. */
  static span(text, style) {
    const span = document.createElement("span");
    span.textContent = text;
    for (const name of ["bold", "dim", "italic", "underline", "strike", "stamp"]) {
      if (style[name]) span.classList.add(name);
    }
    const { ink, paper } = style.inverse
      ? { ink: style.paper ?? "var(--paper)", paper: style.ink ?? "var(--ink)" }
      : style;
    if (ink) {
      span.style.setProperty("--own-ink", ink);
      // On its own paper the ink is used unchanged; otherwise it is adapted to the page's paper.
      span.classList.add(paper ? "own-ink" : "fitted-ink");
    }
    if (paper) {
      span.style.setProperty("--own-paper", paper);
      span.classList.add("own-paper");
    }
    return span;
  }
}
