/** The times before the lines. All lines begin where the longest time leaves room. */
class TimeColumn {
  static #MILLISECONDS = 10;

  #element;
  #width = 8;

  /** The form of the times: "times" or "relative". */
  form = "times";

  constructor(element) {
    this.#element = element;
  }

  /** Writes the time before a line; times of other days are longer. */
  show(row, now) {
    const width = row.showTime(this.form, now);
    if (width <= this.#width) return;
    this.#width = width;
    this.#element.style.setProperty("--time-width", `${width}ch`);
  }

  /** Writes the times again, from the newest line on, as far as there is time. */
  update(rows) {
    const deadline = performance.now() + TimeColumn.#MILLISECONDS;
    const now = Date.now();
    for (const row of [...rows].reverse()) {
      this.show(row, now);
      if (performance.now() > deadline) break;
    }
  }
}
