/**
 * How severe a line is, as the formats say that are usual in logs: a word (Java, Python, logfmt), a
 * letter (klog), a number (syslog, pino, bunyan) or a status (access logs). Only the beginning of a
 * line is read.
 */
class Level {
  /** From the least severe on. */
  static NAMES = ["trace", "debug", "info", "warn", "error", "fatal"];
  static #BEGINNING = 300;
  static #WORDS = {
    trace: "trace trc finest finer verbose silly",
    debug: "debug dbg fine config",
    info: "info inf information notice note log default",
    warn: "warn warning wrn",
    error: "error err severe failure",
    fatal: "fatal ftl critical crit alert emerg emergency panic",
  };
  static #BY_WORD = new Map(
    Object.entries(Level.#WORDS).flatMap(([name, words]) =>
      words.split(" ").map((word) => [word, name]),
    ),
  );
  static #KEYS = ["level", "severity", "lvl", "loglevel", "log.level", "levelname", "@l"];
  static #SYSLOG = ["fatal", "fatal", "fatal", "error", "warn", "info", "info", "debug"];
  static #KLOG = { I: "info", W: "warn", E: "error", F: "fatal" };
  static #CAPITALS =
    /(?:^|[^\w.\/-])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|ALERT|EMERG|PANIC)(?![\w\/=-])/;
  /** [error] of nginx, [core:error] of Apache, error: of compilers. */
  static #SMALL =
    /\[(?:\w+:)?(trace|debug|info|notice|warn|warning|error|crit|alert|emerg)\d?\]|(?:^|\s)(debug|info|note|warning|error|fatal|panic)(?:\[\w+\])?:\s/i;
  static #EXCEPTION = /^(?:Traceback \(|Exception in thread |(?:[\w$]+\.)*[A-Z][\w$]*(?:Exception|Error)\b)/;
  static #STATUS = /" ([1-5]\d\d) (?:\d+|-)(?: |$)/;
  static #CONTINUED = /^(?:\s+\S|Caused by: |Suppressed: |\.\.\. \d+ more|During handling of )/;

  /** The name of a line's level, or null; the fields are those of a structured line, or null. */
  static of(text, fields) {
    if (fields !== null) return Level.#ofFields(fields);
    const beginning = text.slice(0, Level.#BEGINNING);
    return Level.#ofNumber(beginning) ?? Level.#ofWord(beginning) ?? Level.#ofStatus(beginning);
  }

  /** Whether a line has no level but that of an exception, which may follow a message about it. */
  static isException(text) {
    const beginning = text.slice(0, Level.#BEGINNING);
    return Level.#EXCEPTION.test(beginning) && !Level.#CAPITALS.test(beginning);
  }

  /** Whether a line without a level of its own belongs to the line before, as in a stack trace. */
  static continues(text) {
    return Level.#CONTINUED.test(text.slice(0, Level.#BEGINNING));
  }

  /** Whether a level is at least another one. */
  static isAtLeast(name, least) {
    return Level.NAMES.indexOf(name) >= Level.NAMES.indexOf(least);
  }

  static #ofFields(fields) {
    for (const key of Level.#KEYS) {
      const value = fields.get(key);
      if (value !== undefined) return Level.#ofValue(value);
    }
    return null;
  }

  /** pino and bunyan count from 10 to 60. */
  static #ofValue(value) {
    if (/^\d{1,2}$/.test(value)) {
      const number = Number(value);
      if (number < 10) return Level.#SYSLOG[number] ?? null;
      return Level.NAMES[Math.min(Math.floor(number / 10), 6) - 1];
    }
    return Level.#BY_WORD.get(value.toLowerCase()) ?? null;
  }

  static #ofNumber(text) {
    const syslog = /^<(\d{1,3})>/.exec(text);
    if (syslog) return Level.#SYSLOG[Number(syslog[1]) & 7];
    const klog = /^([IWEF])\d{4} \d\d:\d\d/.exec(text);
    return klog ? Level.#KLOG[klog[1]] : null;
  }

  static #ofWord(text) {
    const found = Level.#CAPITALS.exec(text) ?? Level.#SMALL.exec(text);
    if (found) return Level.#BY_WORD.get((found[1] ?? found[2]).toLowerCase());
    return Level.#EXCEPTION.test(text) ? "error" : null;
  }

  /** Of a request: the server's failure is an error, the client's is worth a look. */
  static #ofStatus(text) {
    const status = Level.#STATUS.exec(text)?.[1];
    return status === undefined || status < "400" ? null : status < "500" ? "warn" : "error";
  }
}
