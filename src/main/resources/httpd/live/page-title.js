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

  /** The first file that an address asks for, and how many others; without one, its path or host. */
  static nameOf({ searchParams, pathname, host }) {
    const [first, ...others] = searchParams.getAll("file").filter((file) => file !== "");
    if (first !== undefined) return others.length > 0 ? `${first} and ${others.length} more` : first;
    if (pathname === "/") return host;
    try {
      return decodeURIComponent(pathname);
    } catch {
      return pathname;
    }
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
