/** A time as a person writes it: 14:03, 2026-11-21 14:03:59, or 5m, 2h, 3d for so long ago. */
class Moment {
  static #UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };

  /** Milliseconds, or NaN. */
  static read(text, now) {
    const trimmed = text.trim();
    const ago = /^-?(\d{1,6}) ?(s|m|h|d)[a-z]*(?: ago)?$/i.exec(trimmed);
    if (ago) return now - Number(ago[1]) * Moment.#UNITS[ago[2].toLowerCase()];
    const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(trimmed);
    if (clock) return Moment.#onDayOf(now, clock);
    return Date.parse(trimmed.replace(/^(\d{4}-\d\d-\d\d) (\d)/, "$1T$2"));
  }

  static #onDayOf(now, [, hour, minute, second]) {
    if (hour > 23 || minute > 59 || second > 59) return NaN;
    return new Date(now).setHours(Number(hour), Number(minute), Number(second ?? 0), 0);
  }
}
