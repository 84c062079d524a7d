/**
 * What is shown, in the fragment of the address: a link shares it, and the server never gets it.
 * What is not in it is as the user last chose.
 */
class ViewAddress {
  static #values = new URLSearchParams(location.hash.slice(1));

  /** The value with a name, or null. */
  static get(name) {
    return ViewAddress.#values.get(name);
  }

  /** Sets a value; the one that is usual is left out. */
  static set(name, value, usual) {
    if (value === usual) ViewAddress.#values.delete(name);
    else ViewAddress.#values.set(name, value);
    const fragment = ViewAddress.#values.toString();
    const address = new URL(location.href);
    address.hash = fragment;
    history.replaceState(history.state, "", address);
  }

  /** Reads the address again, after its user has edited it. */
  static reread() {
    ViewAddress.#values = new URLSearchParams(location.hash.slice(1));
  }
}
