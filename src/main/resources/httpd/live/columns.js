/**
 * The fields that lines of JSON and logfmt have, and those chosen as columns. Without chosen fields
 * lines are shown as they are.
 */
class Columns {
  static #MOST_NAMES = 200;
  static #MOST_CHOSEN = 12;
  static #NARROWEST = 4;
  static #WIDEST = 36;
  /** What most lines say in other columns, or what is the same in all. */
  static #DULL = new Set(["time", "timestamp", "ts", "level", "severity", "pid", "hostname", "v"]);
  static #MESSAGES = ["msg", "message", "event", "text"];

  #element;
  #counts = new Map();
  #widths = new Map();
  #chosen = [];

  /** The element gets the widths, and has the names in its .heads. */
  constructor(element) {
    this.#element = element;
  }

  get chosen() {
    return this.#chosen;
  }

  /** The chosen names as the address has them, with commas between them. */
  get address() {
    return this.#chosen.map((name) => name.replace(/[\\,]/g, "\\$&")).join(",");
  }

  /** The names in such a text. */
  static named(address) {
    const names = address.match(/(?:[^\\,]|\\[^])+/g) ?? [];
    return names.map((name) => name.replace(/\\([^])/g, "$1"));
  }

  get isOn() {
    return this.#chosen.length > 0;
  }

  /** The names that were seen, from the most frequent on; chosen ones first, in their order. */
  get names() {
    const seen = [...this.#counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
    return [...this.#chosen, ...seen.filter((name) => !this.#chosen.includes(name))];
  }

  /** Notes which fields a line has. */
  count(fields) {
    for (const name of fields.keys()) {
      const count = this.#counts.get(name);
      if (count !== undefined) this.#counts.set(name, count + 1);
      else if (this.#counts.size < Columns.#MOST_NAMES) this.#counts.set(name, 1);
    }
    if (this.isOn) this.#fit(fields);
  }

  /** The message and what is most frequent beside it. */
  usual() {
    const message = Columns.#MESSAGES.find((name) => this.#counts.has(name));
    const others = this.names.filter((name) => name !== message && !Columns.#DULL.has(name));
    return message ? [...others.slice(0, 3), message] : others.slice(0, 5);
  }

  choose(names) {
    this.#chosen = [...new Set(names)].slice(0, Columns.#MOST_CHOSEN);
    this.#widths = new Map(this.#chosen.map((name) => [name, Columns.#width(name.length)]));
    this.#element.classList.toggle("columns", this.isOn);
    const heads = this.#element.querySelector(".heads");
    heads.hidden = !this.isOn;
    heads.querySelector(".names").replaceChildren(...this.#chosen.map((name) => Columns.#cell(name)));
    this.#template();
  }

  static #width(length) {
    return Math.min(Math.max(length, Columns.#NARROWEST), Columns.#WIDEST);
  }

  /** Widens columns for the values of a line; the last one takes what is left. */
  #fit(fields) {
    let isWider = false;
    for (const name of this.#chosen) {
      const width = Columns.#width((fields.get(name) ?? "").length);
      if (width <= this.#widths.get(name)) continue;
      this.#widths.set(name, width);
      isWider = true;
    }
    if (isWider) this.#template();
  }

  #template() {
    const widths = this.#chosen.map((name, i) => {
      const width = `${this.#widths.get(name)}ch`;
      return i === this.#chosen.length - 1 ? `minmax(${width}, 1fr)` : width;
    });
    this.#element.style.setProperty("--columns", widths.join(" "));
  }

  /** The values of a line as cells, each with its matches. */
  cells(fields, marked) {
    this.#fit(fields);
    return this.#chosen.map((name) => {
      const value = fields.get(name);
      const cell = Columns.#cell("", value);
      cell.append(...marked(value ?? ""));
      return cell;
    });
  }

  static #cell(text, title) {
    const cell = document.createElement("span");
    cell.className = "cell";
    cell.textContent = text;
    if (title !== undefined && title.length > Columns.#WIDEST) cell.title = title.slice(0, 1000);
    return cell;
  }
}
