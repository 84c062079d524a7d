/** One line of the log: its text and its appearance. */
class Row {
  static #LONG = 8000;
  static #MORE = 32 * 1024;
  /** More would take a browser long to lay out. */
  static #MOST = Row.#LONG + 4 * Row.#MORE;
  static #LONGEST_TYPE = 100;
  /** The memory of an element, in characters. */
  static #ELEMENT = 256;

  #runs;
  #content;
  #cut;
  #twist = null;
  #visible = Row.#LONG;
  #filter = null;

  /** The text is untrusted: it is only ever inserted as text. */
  constructor({ number, time, type, topic, data, cut }) {
    const { text, runs } = Ansi.read(data);
    this.text = text;
    this.#runs = runs;
    this.#cut = cut ?? 0;
    this.element = document.createElement("div");
    this.element.className = "row";
    this.element.append(
      Row.#part("at time", Clock.time(time), Clock.full(time)),
      Row.#part("at number", number.toLocaleString("en")),
    );
    const body = Row.#part("body", "");
    if (topic) body.append(Row.#part("tag topic", Row.#shortened(topic)));
    if (type !== "message") body.append(Row.#part("tag", Row.#shortened(type)));
    if (Json.looksLike(text)) body.append((this.#twist = Row.#button("Show as JSON")));
    body.append((this.#content = Row.#part("text", "")));
    this.element.append(body);
  }

  static #shortened(type) {
    return type.length > Row.#LONGEST_TYPE ? type.slice(0, Row.#LONGEST_TYPE) + "…" : type;
  }

  /** The memory that the row takes, in characters. */
  get cost() {
    return this.text.length + Row.#ELEMENT * this.#runs.length;
  }

  static #part(className, text, title) {
    const part = document.createElement("span");
    part.className = className;
    part.textContent = text;
    if (title) part.title = title;
    return part;
  }

  static #button(label) {
    const twist = document.createElement("button");
    twist.className = "twist";
    twist.setAttribute("aria-expanded", "false");
    twist.setAttribute("aria-label", label);
    return twist;
  }

  /** Shows or hides the row, marks the matches, and returns whether it is shown. */
  show(filter) {
    this.#filter = filter;
    const isShown = filter.accepts(this.text);
    this.element.hidden = !isShown;
    if (isShown) this.#paint(filter.marks(this.#visibleText()));
    return isShown;
  }

  /** Whether this filter was applied to the row. */
  isFilteredBy(filter) {
    return this.#filter === filter;
  }

  #visibleText() {
    return this.text.slice(0, this.#visible);
  }

  /** Divides the text wherever a run or a mark begins or ends. */
  #paint(marks) {
    const text = this.#visibleText();
    if (marks.length === 0 && this.#runs.length === 0) this.#content.textContent = text;
    else this.#content.replaceChildren(...Row.#pieces(text, this.#runs, marks));
    const hidden = this.text.length - text.length;
    if (hidden > 0 && text.length < Row.#MOST) this.#offerMore(hidden);
    else if (hidden > 0) this.#content.append(Row.#rest(hidden, " are in the download"));
    else if (this.#cut > 0) this.#content.append(Row.#rest(this.#cut, " were not kept"));
  }

  #offerMore(hidden) {
    const button = document.createElement("button");
    button.className = "whole";
    button.append(Row.#part("rest", `${hidden.toLocaleString("en")} more characters`));
    this.#content.append("… ", button);
  }

  static #rest(count, where) {
    return Row.#part("rest", `… ${count.toLocaleString("en")} more characters${where}`);
  }

  static *#pieces(text, runs, marks) {
    const cuts = new Set([0, text.length]);
    for (const { from, to } of [...runs, ...marks]) cuts.add(from).add(to);
    const places = [...cuts].filter((place) => place <= text.length).sort((a, b) => a - b);
    let run = 0;
    let mark = 0;
    for (let i = 0; i + 1 < places.length; i++) {
      const at = places[i];
      while (run < runs.length && runs[run].to <= at) run++;
      while (mark < marks.length && marks[mark].to <= at) mark++;
      const style = run < runs.length && runs[run].from <= at ? runs[run].style : {};
      const piece = Ansi.span(text.slice(at, places[i + 1]), style);
      yield mark < marks.length && marks[mark].from <= at ? Row.#marked(piece) : piece;
    }
  }

  static #marked(piece) {
    const mark = document.createElement("mark");
    mark.append(piece);
    return mark;
  }

  /** Expands the JSON below the line, or collapses it; returns whether it is expanded now. */
  toggle() {
    if (this.#twist === null) return false;
    const open = this.element.querySelector(".json");
    this.#twist.setAttribute("aria-expanded", String(open === null));
    open?.remove();
    if (open) return false;
    const json = document.createElement("pre");
    json.className = "json";
    json.append(Json.pretty(this.text));
    this.element.append(json);
    return true;
  }

  /** Shows more of a long line. */
  showWhole(filter) {
    this.#visible = Math.min(this.#visible + Row.#MORE, Row.#MOST);
    this.show(filter);
  }
}
