/**
 * The time that a line itself names near its beginning, or in a field: ISO 8601 and what resembles
 * it, seconds or milliseconds since 1970, syslog, access logs of nginx and Apache, klog. A time
 * without a zone counts as one of the reader's zone.
 */
class Stamp {
  static #BEGINNING = 120;
  static #KEYS = ["time", "timestamp", "@timestamp", "ts", "@t", "datetime", "date", "t"];
  static #MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  static #EARLIEST = Date.UTC(1990);
  static #LATEST = Date.UTC(2100);
  static #DAY = 24 * 3600 * 1000;

  /** Each with a function from its groups to milliseconds. */
  static #FORMS = [
    [
      /(\d{4})[-\/](\d\d)[-\/](\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|UTC|[+-]\d\d:?\d\d)?/,
      ([, year, month, day, hour, minute, second, fraction, zone]) =>
        Stamp.#at(year, month - 1, day, hour, minute, second, fraction, zone),
    ],
    [
      /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/,
      ([, day, month, year, hour, minute, second, zone]) =>
        Stamp.#at(year, Stamp.#month(month), day, hour, minute, second, "", zone),
    ],
    [
      /^(?:<\d{1,3}>|\[)?(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: (\d{4})\b)?/,
      ([, month, day, hour, minute, second, fraction, year]) =>
        Stamp.#inYear(year, Stamp.#month(month), day, hour, minute, second, fraction),
    ],
    [
      /^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{1,9})/,
      ([, month, day, ...time]) => Stamp.#inYear(undefined, month - 1, day, ...time),
    ],
    [
      /^\[?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?![\d:])/,
      ([, ...time]) => Stamp.#today(...time),
    ],
    [/^\[?(\d{10}(?:\.\d{1,9})?|\d{13})\]?(?= |$)/, ([, number]) => Stamp.#ofNumber(number)],
  ];

  /** {time, from, to}: milliseconds, and where it stands in the text; null if there is none. */
  static of(text, fields) {
    return fields === null ? Stamp.#ofText(text) : Stamp.#ofFields(fields);
  }

  static #ofFields(fields) {
    for (const key of Stamp.#KEYS) {
      const value = fields.get(key);
      if (value === undefined) continue;
      const time = /^\d+(\.\d+)?$/.test(value) ? Stamp.#ofNumber(value) : Stamp.#ofText(value)?.time;
      if (Stamp.#isLikely(time)) return { time, from: 0, to: 0 };
    }
    return null;
  }

  static #ofText(text) {
    const beginning = text.slice(0, Stamp.#BEGINNING);
    if (!/\d\d/.test(beginning)) return null;
    for (const [form, read] of Stamp.#FORMS) {
      const found = form.exec(beginning);
      const time = found ? read(found) : NaN;
      if (Stamp.#isLikely(time)) return { time, from: found.index, to: found.index + found[0].length };
    }
    return null;
  }

  static #isLikely(time) {
    return time >= Stamp.#EARLIEST && time < Stamp.#LATEST;
  }

  static #month(name) {
    const at = Stamp.#MONTHS.indexOf(name);
    return at < 0 ? NaN : at / 3;
  }

  static #at(year, month, day, hour, minute, second, fraction, zone) {
    const milliseconds = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
    const parts = [Number(year), month, Number(day), Number(hour), Number(minute)];
    parts.push(Number(second ?? 0), milliseconds);
    if (!zone) return new Date(...parts).getTime();
    return Date.UTC(...parts) - Stamp.#offset(zone);
  }

  static #offset(zone) {
    const found = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
    if (!found) return 0;
    const minutes = Number(found[2]) * 60 + Number(found[3]);
    return (found[1] === "-" ? -minutes : minutes) * 60_000;
  }

  /** Without a year, this one, or the last one for a day that is still to come. */
  static #inYear(year, month, ...rest) {
    const now = Date.now();
    const [day, hour, minute, second, fraction] = rest;
    const of = (which) => Stamp.#at(which, Number(month), day, hour, minute, second, fraction);
    const thisYear = new Date(now).getFullYear();
    const time = of(year ?? thisYear);
    return year === undefined && time > now + Stamp.#DAY ? of(thisYear - 1) : time;
  }

  static #today(hour, minute, second, fraction) {
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth(), now.getDate()];
    const time = Stamp.#at(...day, hour, minute, second, fraction);
    return time > now.getTime() + Stamp.#DAY / 24 ? time - Stamp.#DAY : time;
  }

  /** Seconds, milliseconds, microseconds or nanoseconds since 1970, by how many there are. */
  static #ofNumber(text) {
    let number = Number(text);
    for (const [least, divisor] of [[1e17, 1e6], [1e14, 1e3], [1e11, 1]]) {
      if (number >= least) return Math.floor(number / divisor);
    }
    return Math.floor(number * 1000);
  }
}
