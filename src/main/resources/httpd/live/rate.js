/** Lines per second: the mean of the last five, and a graph of the last minute. */
class Rate {
  static #SECONDS = 60;
  static #RECENT = 5;

  #counts = new Array(Rate.#SECONDS).fill(0);
  #now = 0;

  count() {
    this.#now++;
  }

  /** Must be called every second. */
  tick() {
    this.#counts.push(this.#now);
    this.#counts.shift();
    this.#now = 0;
  }

  get perSecond() {
    const recent = this.#counts.slice(-Rate.#RECENT);
    return recent.reduce((sum, count) => sum + count, 0) / Rate.#RECENT;
  }

  text() {
    const rate = this.perSecond;
    const number = rate > 0 && rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en");
    return `${number}/s`;
  }

  /** The graph as a path in a box of 60 by 16, with the busiest second at its top. */
  path() {
    const highest = Math.max(...this.#counts, 1);
    const height = (count) => (15 - (14 * count) / highest).toFixed(1);
    const points = this.#counts.map((count, i) => `L${i} ${height(count)}`).join(" ");
    return `M0 15 ${points} L59 15`;
  }
}
