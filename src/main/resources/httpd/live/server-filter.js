/** What the server is asked to send: lines with ?grep=TEXT and without ?grep=-TEXT. */
class ServerFilter {
  /** As many as the server takes. */
  static #MOST = 16;

  static get #asked() {
    return new URL(location.href).searchParams.getAll("grep").filter((text) => text !== "");
  }

  /** Whether the server can do what a filter does: it takes texts, not expressions. */
  static canTake(filter) {
    const isOfTexts = !filter.isEmpty && filter.problem === null && filter.texts !== null;
    return isOfTexts && filter.texts.length + ServerFilter.#asked.length <= ServerFilter.#MOST;
  }

  /**
   * This address with a filter for the server instead of the page; where lines are kept, also for
   * the last ones of those that match.
   */
  static address(filter, areKept) {
    const address = new URL(location.href);
    if (areKept && !address.searchParams.has("last")) address.searchParams.set("last", "100");
    const values = new URLSearchParams(address.hash.slice(1));
    values.delete("filter");
    address.hash = values.toString();
    for (const { isExcluded, text } of filter.texts) {
      address.searchParams.append("grep", isExcluded ? `-${text}` : text.replace(/^[-\\]/, "\\$&"));
    }
    return address;
  }

  /** Says which lines the server sends, each with a link that ends it. */
  static show(element) {
    const asked = ServerFilter.#asked;
    element.hidden = asked.length === 0;
    element.replaceChildren("The server sends lines ", ...asked.map(ServerFilter.#chip));
  }

  static #chip(value, at) {
    const address = new URL(location.href);
    const others = ServerFilter.#asked.filter((_, i) => i !== at);
    address.searchParams.delete("grep");
    for (const other of others) address.searchParams.append("grep", other);
    const isExcluded = /^-[^]/.test(value);
    const text = value.replace(/^[-\\](?=[^])/, "").slice(0, 100);
    const chip = document.createElement("a");
    chip.className = "chip";
    chip.href = address;
    chip.textContent = `${isExcluded ? "without" : "with"} ${text} ✕`;
    chip.setAttribute("aria-label", `End the filter for lines ${isExcluded ? "without" : "with"} ${text}`);
    return chip;
  }
}
