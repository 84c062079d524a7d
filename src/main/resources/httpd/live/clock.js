/** Times as the page writes them, in the user's time zone. */
class Clock {
  static #second = 0;
  static #text = "";

  /** 14:03:59; lines of the same second share the string. */
  static time(milliseconds) {
    const second = Math.floor(milliseconds / 1000);
    if (second !== Clock.#second) {
      Clock.#second = second;
      Clock.#text = new Date(milliseconds).toTimeString().slice(0, 8);
    }
    return Clock.#text;
  }

  /** 2026-11-21 14:03:59.123 */
  static full(milliseconds) {
    const date = new Date(milliseconds - new Date().getTimezoneOffset() * 60_000);
    return date.toISOString().replace("T", " ").replace("Z", "");
  }

  /** 3.2 s, 4 min */
  static span(milliseconds) {
    const seconds = Math.max(0, milliseconds) / 1000;
    if (seconds < 10) return `${seconds.toFixed(1)} s`;
    return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
  }
}
