/** The title of the tab: what is shown and where, and how many errors came while it was hidden. */
class PageTitle {
  #name;
  #errors = 0;

  constructor(name) {
    this.#name = name === location.host ? name : `${name} · ${location.host}`;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#errors = 0;
      this.#show();
    });
    this.#show();
  }

  /** Counts a line if the tab is hidden. */
  count(level) {
    if (!document.hidden || level === null || !Level.isAtLeast(level, "error")) return;
    this.#errors++;
    this.#show();
  }

  #show() {
    const count = this.#errors > 0 ? `(${this.#errors.toLocaleString("en")}) ` : "";
    document.title = count + this.#name;
  }
}
