/**
 * Reads an event stream as WHATWG HTML, section 9.2.6 says, and also reports what an EventSource
 * hides: comments, blocks without data, and events of any type. Only the beginning of a very long
 * line, or of very long data, is kept.
 */
class EventParser {
  static LONGEST = 4 * 1024 * 1024;
  static #LINE_END = /\r\n?|\n/g;
  /** An id is sent back in a header field, whose length servers limit. */
  static #LONGEST_ID = 4096;

  #listener;
  #line = "";
  #skipLineFeed = false;
  #id = "";
  #hasId = false;
  #type = "";
  #data = null;
  #cut = 0;

  /** The listener has block({id, type, data, cut}), comment(text) and retry(milliseconds). */
  constructor(listener, id) {
    this.#listener = listener;
    this.#id = id;
  }

  /** Reads decoded text, divided anywhere; each character is read once. */
  push(text) {
    if (text === "") return;
    const lineEnd = EventParser.#LINE_END;
    let start = this.#skipLineFeed && text.startsWith("\n") ? 1 : 0;
    lineEnd.lastIndex = start;
    for (let end; (end = lineEnd.exec(text)); start = lineEnd.lastIndex) {
      this.#hold(text.slice(start, end.index));
      this.#endLine();
    }
    // A CR ends a line at once; the LF of a CR LF may come with the next piece.
    this.#skipLineFeed = text.endsWith("\r");
    this.#hold(text.slice(start));
  }

  #hold(text) {
    const room = EventParser.LONGEST - this.#line.length;
    this.#line += text.length > room ? text.slice(0, room) : text;
    this.#cut += Math.max(0, text.length - room);
  }

  #endLine() {
    const line = this.#line;
    this.#line = "";
    this.#read(line);
  }

  #read(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (colon === 0) return this.#listener.comment(value);
    if (name === "data") this.#add(value);
    if (name === "event") this.#type = value;
    if (name === "id" && !value.includes("\0") && value.length <= EventParser.#LONGEST_ID) {
      this.#id = value;
      this.#hasId = true;
    }
    if (name === "retry" && /^\d+$/.test(value)) this.#listener.retry(Number(value));
  }

  #add(value) {
    const more = this.#data === null ? value : "\n" + value;
    const room = EventParser.LONGEST - (this.#data?.length ?? 0);
    this.#data = (this.#data ?? "") + (more.length > room ? more.slice(0, room) : more);
    this.#cut += Math.max(0, more.length - room);
  }

  /** Reports the block, unless it has neither an id nor data, such as a retry alone. */
  #dispatch() {
    const type = this.#type || "message";
    const block = { id: this.#id, type, data: this.#data, cut: this.#cut };
    const isEmpty = !this.#hasId && this.#data === null;
    this.#type = "";
    this.#data = null;
    this.#cut = 0;
    this.#hasId = false;
    if (!isEmpty) this.#listener.block(block);
  }
}
