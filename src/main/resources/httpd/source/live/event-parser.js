/**
 * Reads an event stream to the letter of WHATWG HTML, section 9.2.6, and tells what an EventSource
 * keeps to itself as well: comments, blocks without data, and types that nobody has named before.
 */
class EventParser {
  static #LINE_END = /\r\n?|\n/g;
  static #LONGEST = 32 * 1024 * 1024;

  #listener;
  #rest = "";
  #skipLineFeed = false;
  #id = "";
  #hasId = false;
  #type = "";
  #data = null;

  /** The listener has block({id, type, data}), comment(text) and retry(milliseconds). */
  constructor(listener, id) {
    this.#listener = listener;
    this.#id = id;
  }

  /** Takes decoded text, cut anywhere. */
  push(text) {
    if (text === "") return;
    const more = this.#skipLineFeed && text.startsWith("\n") ? text.slice(1) : text;
    const all = this.#rest + more;
    const lineEnd = EventParser.#LINE_END;
    lineEnd.lastIndex = this.#rest.length;
    let start = 0;
    for (let end; (end = lineEnd.exec(all)); start = lineEnd.lastIndex) {
      this.#line(all.slice(start, end.index));
    }
    // A CR ends a line at once; the LF of a CR LF may come with the next piece.
    this.#skipLineFeed = all.endsWith("\r");
    this.#rest = all.slice(start);
    if (this.#rest.length > EventParser.#LONGEST) throw new RangeError("a line without an end");
  }

  #line(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (colon === 0) return this.#listener.comment(value);
    if (name === "data") this.#data = this.#data === null ? value : this.#data + "\n" + value;
    if (name === "event") this.#type = value;
    if (name === "id" && !value.includes("\0")) {
      this.#id = value;
      this.#hasId = true;
    }
    if (name === "retry" && /^\d+$/.test(value)) this.#listener.retry(Number(value));
  }

  /** What has neither an id nor data, as a retry alone, says nothing of the lines. */
  #dispatch() {
    const block = { id: this.#id, type: this.#type || "message", data: this.#data };
    const isEmpty = !this.#hasId && this.#data === null;
    this.#type = "";
    this.#data = null;
    this.#hasId = false;
    if (!isEmpty) this.#listener.block(block);
  }
}
