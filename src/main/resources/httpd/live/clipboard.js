/** Takes text out of the page. */
class Clipboard {
  static async copy(text, parent) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      Clipboard.#copyOldWay(text, parent); // Browsers offer it only over TLS or from this machine.
    }
  }

  static #copyOldWay(text, parent) {
    const area = document.createElement("textarea");
    area.value = text;
    parent.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  static download(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const file = name.replace(/[^\w.-]+/g, "_").replace(/^_/, "");
    link.download = file.endsWith(".log") ? file : `${file}.log`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
