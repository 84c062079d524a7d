/** When to connect again: after a wait that grows with each failure, with jitter. */
class Retry {
  static #FIRST = 1000;
  static #LONGEST = 30_000;
  /** A timer of more than 24 days would fire at once. */
  static #MOST = 24 * 3600 * 1000;

  #least = Retry.#FIRST;
  #hurry = null;

  /** How often in a row it has failed. */
  failures = 0;

  /** Waits from now on at least as long as the server asks. */
  atLeast(milliseconds) {
    this.#least = Math.min(milliseconds, Retry.#MOST);
  }

  /** Takes the value of a field Retry-After; null for none. */
  after(seconds) {
    if (/^\d+$/.test(seconds ?? "")) this.atLeast(Math.max(this.#least, Number(seconds) * 1000));
  }

  /** Ends the wait, if there is one. */
  hurry() {
    this.#hurry?.();
  }

  /** Waits, after it has told begun(until) how long. */
  wait(begun) {
    const backoff = this.#least * 2 ** (this.failures - 1);
    const longest = Math.max(this.#least, Retry.#LONGEST);
    const milliseconds = Math.min(backoff, longest) * (1 + 0.3 * Math.random());
    begun(Date.now() + milliseconds);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    }).finally(() => (this.#hurry = null));
  }
}
