/**
 * What is shown, in the fragment of the address: a link shares it, and the server never gets it.
 * What is not in it is as the user last chose.
 */
class ViewAddress {
  static #PAUSE = 2000;

  static #later = 0;
  static #values = new URLSearchParams(location.hash.slice(1));

  /** The value with a name, or null. */
  static get(name) {
    return ViewAddress.#values.get(name);
  }

  /** Sets a value; the one that is usual is left out. */
  static set(name, value, usual) {
    const before = ViewAddress.#values.toString();
    if (value === usual) ViewAddress.#values.delete(name);
    else ViewAddress.#values.set(name, value);
    if (ViewAddress.#values.toString() !== before) ViewAddress.#write();
  }

  static #write() {
    const address = new URL(location.href);
    address.hash = ViewAddress.#values.toString();
    clearTimeout(ViewAddress.#later);
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Safari allows only so many changes in ten seconds.
      ViewAddress.#later = setTimeout(() => ViewAddress.#write(), ViewAddress.#PAUSE);
    }
  }

  /** Reads the address again, after its user has edited it. */
  static reread() {
    ViewAddress.#values = new URLSearchParams(location.hash.slice(1));
  }
}
