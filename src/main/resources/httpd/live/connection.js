/**
 * The connection to the stream, reopened when it breaks.
 *
 *                          refused: a retry would not change the answer
 *                     ┌──────────────────────────────────────────────────► refused
 *   start ─► connecting ─► live ─► the server ends it ───────────────────► ended
 *               ▲  │         │
 *               │  │ failed  │ cut ── lines without ids ─────────────────► cut
 *               │  ▼         ▼
 *               └── waiting ◄┘ ids: continues after the last one
 *
 * It fetches the stream. An EventSource would hide events of unknown types, comments and the
 * status, and it reconnects after an end as after a cut, so it would run a command again each time
 * that it ended. Lines without ids run for this page alone, so only the user starts them again.
 */
class Connection {
  static #SILENCE_CHECK = 5000;
  static #LAST_WORDS = 300;
  /** How long pieces are read before the page's other tasks. */
  static #TURN = 8;
  /** Lines that were there before come without such a pause. */
  static #PAUSE = 500;

  #address;
  #listener;
  #id = "";
  #retry = new Retry();
  #lost = null;
  #isFirstBlock = true;
  #hasTopics = false;
  #newest = null;
  #isHistory = false;
  #abort = null;
  #why = "";
  #heard = 0;
  #gap = 0;
  #beat = 0;
  /** When the lines had ended before they were asked for; null if they went on. */
  #ended = null;

  /**
   * The listener has state(state), line(block), comment(text), resumed(how) and reset(id, topics);
   * a block of a stream of several topics has a topic.
   */
  constructor(address, listener) {
    this.#address = address;
    this.#listener = listener;
    setInterval(() => this.#abortIfSilent(), Connection.#SILENCE_CHECK);
  }

  /** Whether the stream has ids, so that it can continue after the last one. */
  get hasIds() {
    return this.#id !== "";
  }

  /** Starts from the beginning. */
  async start() {
    this.#id = "";
    this.#lost = null;
    this.#retry.failures = 0;
    while (await this.#attempt()) {
      await this.#wait();
    }
  }

  /** Retries at once if it is waiting. */
  hurry() {
    this.#retry.hurry();
  }

  /** Returns whether to retry. */
  async #attempt() {
    const isNew = this.#retry.failures === 0 && this.#lost === null;
    if (isNew) this.#listener.state({ name: "connecting" });
    this.#abort = new AbortController();
    let response;
    try {
      response = await fetch(this.#address, {
        headers: this.#headers(),
        cache: "no-store",
        // On plain HTTP only the referrer shows the server that the request is its own page's.
        referrerPolicy: "same-origin",
        signal: this.#abort.signal,
      });
    } catch {
      return this.#failed("cannot be reached");
    }
    this.#hasTopics = ["Httpd-Topics", "Httpd-Files"].some((name) => response.headers.has(name));
    this.#newest = response.headers.get("Httpd-Newest");
    this.#isHistory = this.#newest !== null || this.#id !== "" || this.#asksForHistory;
    const ended = Date.parse(response.headers.get("Httpd-Ended") ?? "");
    this.#ended = Number.isNaN(ended) ? null : ended;
    if (response.status === 204) return this.#stop({ name: "ended", at: this.#ended });
    return this.#isStream(response) ? this.#read(response.body) : this.#refused(response);
  }

  /** Such a stream begins with lines that were there before. */
  get #asksForHistory() {
    return ["last", "after"].some((name) => this.#address.searchParams.has(name));
  }

  /** A header field holds bytes: the id is sent in UTF-8, as browsers do. */
  #headers() {
    const headers = { Accept: "text/event-stream" };
    if (this.#id !== "") {
      const bytes = new TextEncoder().encode(this.#id);
      headers["Last-Event-ID"] = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    }
    return headers;
  }

  #isStream(response) {
    const type = response.headers.get("Content-Type") ?? "";
    return response.status === 200 && /^text\/event-stream *(;|$)/i.test(type);
  }

  async #read(body) {
    this.#retry.failures = 0;
    this.#isFirstBlock = true;
    this.#beat = 0;
    this.#heard = Date.now();
    this.#listener.state({ name: "live" });
    const parser = new EventParser(this, this.#id);
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (let began = performance.now(); ; ) {
      let piece;
      try {
        if (performance.now() - began > Connection.#TURN) {
          await Connection.#otherTasks();
          began = performance.now();
        }
        piece = await reader.read();
      } catch {
        return this.#cut();
      }
      if (piece.done) return this.#stop({ name: "ended", at: this.#ended });
      this.#gap = Date.now() - this.#heard;
      this.#heard += this.#gap;
      if (this.#gap > Connection.#PAUSE) this.#isHistory = false;
      parser.push(decoder.decode(piece.value, { stream: true }));
    }
  }

  /** A message is a task of its own, which comes at once also in a hidden tab; a timer does not. */
  static #otherTasks() {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }

  block(block) {
    const before = this.#id;
    this.#id = block.id;
    const isFirst = this.#isFirstBlock;
    this.#isFirstBlock = false;
    if (isFirst && this.#isReset(block)) {
      this.#lost = null;
      return this.#listener.reset(before, this.#hasTopics ? Connection.#topicsOf(block) : []);
    }
    if (isFirst && this.#lost !== null && before !== "") {
      // Of several topics: where the server cannot continue in one of them, it says so first.
      const isSame = this.#hasTopics ? block.id.startsWith(".") : block.id === before;
      const isConfirmed = block.data === null && isSame;
      this.#listener.resumed({ since: this.#lost, id: before, isConfirmed });
    }
    if (isFirst) this.#lost = null;
    const isHistory = this.#isHistory;
    if (this.#endsHistory(block, isFirst)) this.#isHistory = false;
    if (block.data === null) return;
    const line = { ...block, isHistory };
    this.#listener.line(this.#hasTopics ? { ...line, topic: Connection.#topicOf(block) } : line);
  }

  /** Of several topics an id of no line of theirs comes where their history ends. */
  #endsHistory({ id, data }, isFirst) {
    return this.#hasTopics ? !isFirst && data === null && id.startsWith(".") : id === this.#newest;
  }

  comment(text) {
    this.#beat = Math.max(this.#beat, this.#gap, Connection.#SILENCE_CHECK);
    if (text !== "") this.#listener.comment(text);
  }

  retry(milliseconds) {
    this.#retry.atLeast(milliseconds);
  }

  /** Whether this is the server's reset, which only comes first; later the type is any event's. */
  #isReset({ type, data }) {
    const form = this.#hasTopics ? /^\{"(topics|files)":\[/ : /^\{"oldest":"[^"]*","newest":"[^"]*"\}$/;
    return type === "reset" && form.test(data ?? "");
  }

  /** The topics or files that a reset names. */
  static #topicsOf({ data }) {
    const { topics, files } = JSON.parse(data);
    return (topics ?? files).map(({ topic, file }) => topic ?? file);
  }

  /** The id of an event of several topics begins with its topic. */
  static #topicOf({ id }) {
    const name = id.slice(0, Math.max(0, id.indexOf(".")));
    try {
      return decodeURIComponent(name.replaceAll("_", "%"));
    } catch {
      return name;
    }
  }

  #cut() {
    if (!this.hasIds) return this.#stop({ name: "cut" });
    return this.#failed("the connection was lost");
  }

  #failed(why) {
    this.#lost ??= Date.now();
    this.#retry.failures++;
    this.#why = why;
    return true;
  }

  /** Retries if the server or a proxy is busy; any other refusal is final. */
  async #refused(response) {
    const status = `${response.status} ${response.statusText}`.trim();
    if ([408, 425, 429, 500, 502, 503, 504].includes(response.status) && this.#lost !== null) {
      this.#retry.after(response.headers.get("Retry-After"));
      await response.body?.cancel();
      return this.#failed(`refused: ${status}`);
    }
    const isOther = response.status === 200;
    const words = isOther ? "the response is not an event stream" : await this.#words(response);
    this.#abort.abort(); // The rest of the body may be endless.
    return this.#stop({ name: "refused", status, words });
  }

  async #words(response) {
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let words = "";
    try {
      for (let piece; reader && words.length < Connection.#LAST_WORDS; ) {
        piece = await reader.read();
        if (piece.done) break;
        words += decoder.decode(piece.value, { stream: true });
      }
    } catch {
      return "";
    }
    words = words.trim().slice(0, Connection.#LAST_WORDS);
    return words === response.statusText ? "" : words;
  }

  #stop(state) {
    this.#listener.state(state);
    return false;
  }

  #wait() {
    return this.#retry.wait((until) =>
      this.#listener.state({ name: "waiting", since: this.#lost, why: this.#why, until }),
    );
  }

  /** Aborts if heartbeats that came before stay away: the network may have gone silently. */
  #abortIfSilent() {
    if (this.#beat > 0 && Date.now() - this.#heard > 3 * this.#beat) {
      this.#beat = 0;
      this.#abort.abort();
    }
  }
}
