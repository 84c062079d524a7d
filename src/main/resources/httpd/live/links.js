/** The addresses in a text: of http and https alone, since others may run something. */
class Links {
  static #MOST = 50;
  static #LONGEST = 2000;
  static #BRACKETS = new Map([[")", "("], ["]", "["], ["}", "{"]]);
  /** Neither blanks, quotes and controls, nor what is invisible or turns the direction of text. */
  static #ADDRESS = /\bhttps?:\/\/[^\s<>"'`\x00-\x1f\u2400-\u2421\u200b-\u200f\u202a-\u202e\u2060-\u2069]+/gi;

  /** {from, to, href} in order; the punctuation after an address does not belong to it. */
  static in(text) {
    if (!text.includes("://")) return [];
    const links = [];
    for (const found of text.matchAll(Links.#ADDRESS)) {
      if (links.length === Links.#MOST) break;
      const address = Links.#trimmed(found[0]);
      if (address.length > Links.#LONGEST || !URL.canParse(address)) continue;
      links.push({ from: found.index, to: found.index + address.length, href: address });
    }
    return links;
  }

  /** Removes punctuation from the end, and brackets that the address does not open. */
  static #trimmed(address) {
    const excess = new Map();
    for (const [close, open] of Links.#BRACKETS) {
      excess.set(close, Links.#count(address, close) - Links.#count(address, open));
    }
    let end = address.length;
    for (; end > 0; end--) {
      const last = address[end - 1];
      const isOutside = excess.get(last) > 0;
      if (isOutside) excess.set(last, excess.get(last) - 1);
      else if (!/[.,;:!?*]/.test(last)) break;
    }
    return address.slice(0, end);
  }

  static #count(address, char) {
    return address.split(char).length;
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
