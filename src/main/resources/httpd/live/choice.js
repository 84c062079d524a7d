/** What a reader has chosen before, if the browser lets a page remember. */
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
      // It is forgotten, no more.
    }
  },
};

/** Things to choose among: each press is the next. */
class Choice {
  #key;
  #values;
  #apply;

  /** The one chosen before, or otherwise; apply(value) is called now and for each that follows. */
  constructor(key, values, otherwise, apply) {
    this.#key = key;
    this.#values = values;
    this.#apply = apply;
    const chosen = memory.get(key, otherwise);
    this.value = values.includes(chosen) ? chosen : otherwise;
    apply(this.value);
  }

  next() {
    this.value = this.#values[(this.#values.indexOf(this.value) + 1) % this.#values.length];
    memory.set(this.#key, this.value);
    this.#apply(this.value);
  }
}
