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
  #selection = null;
  #columns;
  #stamp;
  #arrival;
  #label = "";

  /**
   * The text is untrusted: it is only ever inserted as text. A line of the history has no time of
   * arrival. A continued line has the level of the line before it.
   */
  constructor(line, { columns, hue, before }) {
    const { text, runs } = Ansi.read(line.data);
    const fields = Fields.read(text);
    this.text = text;
    this.topic = line.topic ?? null;
    this.#runs = runs;
    this.#cut = line.cut ?? 0;
    this.#columns = columns;
    this.#arrival = line.isHistory ? null : line.time;
    this.#stamp = Stamp.of(text, fields);
    const own = Level.of(text, fields);
    const isContinued = own === null ? Level.continues(text) : Row.#isOf(own, before, text);
    this.level = isContinued ? before : own;
    this.element = document.createElement("div");
    this.element.className = this.level === null ? "row" : `row ${this.level}`;
    if (isContinued && this.level !== null) this.element.classList.add("more");
    this.#build(line, hue, fields);
    if (fields !== null) columns.count(fields);
  }

  /** Whether an exception belongs to the error before it. */
  static #isOf(own, before, text) {
    return before !== null && Level.isAtLeast(before, own) && Level.isException(text);
  }

  #build({ number, type }, hue, fields) {
    this.element.append(
      Row.#part("at time", "", this.#times()),
      Row.#part("at number", number.toLocaleString("en")),
    );
    const body = Row.#part("body", "");
    if (this.topic) body.append(Row.#part(`tag topic hue-${hue}`, Row.#shortened(this.topic)));
    if (type !== "message") body.append(Row.#part("tag", Row.#shortened(type)));
    if (fields !== null || Json.looksLike(this.text)) {
      body.append((this.#twist = Row.#button("Show the fields")));
    }
    body.append((this.#content = Row.#part("text", "")));
    this.element.append(body);
  }

  static #shortened(type) {
    return type.length > Row.#LONGEST_TYPE ? type.slice(0, Row.#LONGEST_TYPE) + "…" : type;
  }

  /** The time that the line names, or else the one at which it arrived; null for neither. */
  get time() {
    return this.#stamp?.time ?? this.#arrival;
  }

  /** The memory that the row takes, in characters. */
  get cost() {
    return this.text.length + Row.#ELEMENT * this.#runs.length;
  }

  #times() {
    const arrived = this.#arrival === null ? "" : `arrived ${Clock.full(this.#arrival)}`;
    const named = this.#stamp === null ? "" : Clock.full(this.#stamp.time);
    return named && arrived ? `${named}, ${arrived}` : named || arrived;
  }

  /** Shows the time, as "relative" to now or as "times"; returns how many characters it takes. */
  showTime(form, now) {
    const { time } = this;
    const label =
      time === null ? "" : form === "relative" ? Clock.ago(now - time) : Clock.short(time, now);
    if (label !== this.#label) {
      this.#label = label;
      this.element.firstChild.textContent = label;
    }
    return label.length;
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
  show(selection) {
    this.#selection = selection;
    const isShown = selection.accepts(this);
    this.element.hidden = !isShown;
    if (isShown) this.#paint(selection);
    return isShown;
  }

  /** Whether this selection was applied to the row. */
  isSelectedBy(selection) {
    return this.#selection === selection;
  }

  #paint(selection) {
    const fields = this.#columns.isOn && this.#twist !== null ? Fields.read(this.text) : null;
    this.#content.classList.toggle("cells", fields !== null);
    if (fields === null) return this.#paintText(selection);
    const marked = (value) => Row.#pieces(value, [], selection.marks(value), Links.in(value));
    this.#content.replaceChildren(...this.#columns.cells(fields, marked));
  }

  /** Divides the text wherever a run, a mark or a link begins or ends. */
  #paintText(selection) {
    const text = this.text.slice(0, this.#visible);
    const marks = selection.marks(text);
    const links = Links.in(text);
    const runs = this.#styled();
    if (marks.length + links.length + runs.length === 0) this.#content.textContent = text;
    else this.#content.replaceChildren(...Row.#pieces(text, runs, marks, links));
    const hidden = this.text.length - text.length;
    if (hidden > 0 && text.length < Row.#MOST) this.#offerMore(hidden);
    else if (hidden > 0) this.#content.append(Row.#rest(hidden, " are in the download"));
    else if (this.#cut > 0) this.#content.append(Row.#rest(this.#cut, " were not kept"));
  }

  /** The runs of style; without any, the time in the text recedes, since it stands before it. */
  #styled() {
    const { from, to } = this.#stamp ?? { from: 0, to: 0 };
    return this.#runs.length > 0 || to === from ? this.#runs : [{ from, to, style: { stamp: true } }];
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

  static #pieces(text, runs, marks, links) {
    const cuts = new Set([0, text.length]);
    for (const { from, to } of [...runs, ...marks, ...links]) cuts.add(from).add(to);
    const places = [...cuts].filter((place) => place <= text.length).sort((a, b) => a - b);
    const run = Row.#cursor(runs);
    const mark = Row.#cursor(marks);
    const link = Row.#cursor(links);
    const pieces = [];
    let linked = null;
    for (let i = 0; i + 1 < places.length; i++) {
      const at = places[i];
      const style = run(at)?.style;
      const plain = text.slice(at, places[i + 1]);
      const styled = style ? Ansi.span(plain, style) : plain; // Text alone needs no element.
      const piece = mark(at) ? Row.#within(document.createElement("mark"), styled) : styled;
      const of = link(at);
      if (!of) pieces.push(piece);
      else if (linked?.of === of) linked.element.append(piece);
      else pieces.push((linked = { of, element: Row.#within(Links.element(of.href), piece) }).element);
    }
    return pieces;
  }

  /** A function that finds the part at a place, for places in order. */
  static #cursor(parts) {
    let next = 0;
    return (at) => {
      while (next < parts.length && parts[next].to <= at) next++;
      return next < parts.length && parts[next].from <= at ? parts[next] : null;
    };
  }

  static #within(outer, inner) {
    outer.append(inner);
    return outer;
  }

  /** Expands the fields below the line, or collapses them; returns whether they are expanded now. */
  toggle() {
    if (this.#twist === null) return false;
    const open = this.element.querySelector(".json");
    this.#twist.setAttribute("aria-expanded", String(open === null));
    open?.remove();
    if (open) return false;
    const json = document.createElement("pre");
    json.className = "json";
    if (Json.looksLike(this.text)) json.append(Json.pretty(this.text));
    else json.textContent = this.text.slice(0, Row.#MOST);
    this.element.append(json);
    return true;
  }

  /** Shows more of a long line. */
  showWhole(selection) {
    this.#visible = Math.min(this.#visible + Row.#MORE, Row.#MOST);
    this.show(selection);
  }
}
