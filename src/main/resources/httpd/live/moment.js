/**
 * A time as a person writes it: 14:03, which is the last one that was, 2026-11-21 14:03:59, or 5m,
 * 2h, 3d for so long ago.
 */
class Moment {
  /** How far the clocks that stamp the lines may be ahead, in milliseconds. */
  static #SKEW = 60_000;
  static #UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };

  /** Milliseconds, or NaN. */
  static read(text, now) {
    const trimmed = text.trim();
    const ago = /^-?(\d{1,6}) ?(s|m|h|d)[a-z]*(?: ago)?$/i.exec(trimmed);
    if (ago) return now - Number(ago[1]) * Moment.#UNITS[ago[2].toLowerCase()];
    const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(trimmed);
    if (clock) return Moment.#lastOf(now, clock);
    return Date.parse(trimmed.replace(/^(\d{4}-\d\d-\d\d) (\d)/, "$1T$2"));
  }

  static #lastOf(now, [, hour, minute, second]) {
    if (hour > 23 || minute > 59 || second > 59) return NaN;
    const day = new Date(now);
    const time = day.setHours(Number(hour), Number(minute), Number(second ?? 0), 0);
    return time <= now + Moment.#SKEW ? time : day.setDate(day.getDate() - 1);
  }
}
