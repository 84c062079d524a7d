/** Numbers and times as a person reads them. */
const Format = {
  count: (number) => number.toLocaleString("en"),

  bytes(number) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let value = number;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return `${unit > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
  },

  /** 0.4 s, 12 s, 3 min 5 s, 2 h 10 min, 4 d 3 h. */
  span(millis) {
    const seconds = Math.floor(millis / 1000);
    if (seconds < 10) return `${(millis / 1000).toFixed(1)} s`;
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
  },

  limit(unit, value) {
    if (value === 0) return "no limit";
    if (unit === "milliseconds") return Format.span(value);
    if (unit === "bytes") return Format.bytes(value);
    if (unit === "bytes-per-second") return `${Format.bytes(value)}/s`;
    return unit === "messages-per-second" ? `${value}/s` : Format.count(value);
  },
};

/** Makes an element with a class and a text or children. */
function make(tag, className = "", content = []) {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...[content].flat());
  return element;
}
