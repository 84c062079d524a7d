/** Times as the page writes them, in the user's time zone. */
class Clock {
  static #second = 0;
  static #text = "";
  static #days = { of: NaN, begins: 0, ends: 0 };

  /** 14:03:59; lines of the same second share the string. */
  static time(milliseconds) {
    const second = Math.floor(milliseconds / 1000);
    if (second !== Clock.#second) {
      Clock.#second = second;
      Clock.#text = new Date(milliseconds).toTimeString().slice(0, 8);
    }
    return Clock.#text;
  }

  /** 14:03:59 of the day of `now`, or 11-20 14:03:59 of another one. */
  static short(milliseconds, now) {
    if (Clock.#isSameDay(milliseconds, now)) return Clock.time(milliseconds);
    return Clock.full(milliseconds).slice(5, 19);
  }

  static #isSameDay(one, other) {
    const day = Clock.#days;
    if (day.of !== Math.floor(other / 60_000)) {
      day.of = Math.floor(other / 60_000);
      day.begins = new Date(other).setHours(0, 0, 0, 0);
      day.ends = new Date(day.begins).setHours(24, 0, 0, 0);
    }
    return one >= day.begins && one < day.ends;
  }

  /** 12 s, 3 min, 5 h, 2 d: how long ago; "in 3 min" for what is still to come. */
  static ago(milliseconds) {
    const seconds = Math.round(Math.abs(milliseconds) / 1000);
    const sign = milliseconds < -1000 ? "in " : "";
    for (const [unit, length] of [["d", 86_400], ["h", 3600], ["min", 60]]) {
      if (seconds >= length) return `${sign}${Math.floor(seconds / length)} ${unit}`;
    }
    return `${sign}${seconds} s`;
  }

  /** 2026-11-21 14:03:59.123 */
  static full(milliseconds) {
    const zone = new Date(milliseconds).getTimezoneOffset() * 60_000;
    const date = new Date(milliseconds - zone);
    return date.toISOString().replace("T", " ").replace("Z", "");
  }

  /** 3.2 s, 4 min */
  static span(milliseconds) {
    const seconds = Math.max(0, milliseconds) / 1000;
    if (seconds < 10) return `${seconds.toFixed(1)} s`;
    return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
  }
}
