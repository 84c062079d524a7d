/** The user's earlier choices, if the browser allows storage. */
const memory = {
  get(key, otherwise) {
    try {
      return localStorage.getItem(`httpd-live-${key}`) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`httpd-live-${key}`, value);
    } catch {
      // The choice is lost when the page closes.
    }
  },
};

/** A setting with several values; next() selects the next one. */
class Choice {
  #key;
  #values;
  #apply;
  #otherwise;

  /** Begins with the choice in the address, the earlier one, or `otherwise`; calls apply(value) now and at each change. */
  constructor(key, values, otherwise, apply) {
    this.#key = key;
    this.#values = values;
    this.#apply = apply;
    this.#otherwise = otherwise;
    this.take();
  }

  /** Takes the choice from the address again. */
  take() {
    const chosen = ViewAddress.get(this.#key) ?? memory.get(this.#key, this.#otherwise);
    this.value = this.#values.includes(chosen) ? chosen : this.#otherwise;
    this.#apply(this.value);
  }

  next() {
    this.value = this.#values[(this.#values.indexOf(this.value) + 1) % this.#values.length];
    memory.set(this.#key, this.value);
    ViewAddress.set(this.#key, this.value);
    this.#apply(this.value);
  }
}
