/** The addresses in a text: of http and https alone, since others may run something. */
class Links {
  static #MOST = 50;
  static #LONGEST = 2000;
  static #ADDRESS = /\bhttps?:\/\/[^\s<>"'`\x00-\x1f\u2400-\u2421]+/gi;

  /** {from, to, href} in order; the punctuation after an address does not belong to it. */
  static in(text) {
    if (!text.includes("://")) return [];
    const links = [];
    for (const found of text.matchAll(Links.#ADDRESS)) {
      const address = Links.#trimmed(found[0]);
      if (links.length === Links.#MOST) break;
      if (address.length > Links.#LONGEST || !URL.canParse(address)) continue;
      links.push({ from: found.index, to: found.index + address.length, href: address });
    }
    return links;
  }

  static #trimmed(address) {
    let end = address.length;
    while (end > 0 && Links.#isOutside(address, end)) end--;
    return address.slice(0, end);
  }

  static #isOutside(address, end) {
    const last = address[end - 1];
    if (/[.,;:!?*]/.test(last)) return true;
    const open = { ")": "(", "]": "[", "}": "{" }[last];
    return open !== undefined && Links.#count(address, open, end) < Links.#count(address, last, end);
  }

  static #count(address, char, end) {
    return address.slice(0, end).split(char).length;
  }

  /** Opens apart from this page, which it does not learn of. */
  static element(href) {
    const link = document.createElement("a");
    link.href = href;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
}
