/** The topics or files of a stream, each with a colour and a button that hides its lines. */
class Legend {
  static HUES = 8;
  static #MOST = 64;
  static #LONGEST = 100;

  #element;
  #changed;
  #hues = new Map();
  #hidden;
  #widest = 0;

  /** Calls changed() when another set is hidden; `hidden` are the names at first. */
  constructor(element, hidden, changed) {
    this.#element = element;
    this.#hidden = new Set(hidden);
    this.#changed = changed;
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.#toggle(button, event.shiftKey);
    });
  }

  get hidden() {
    return this.#hidden;
  }

  /** The number of a name's colour; a new name gets the next one. */
  hue(name) {
    let hue = this.#hues.get(name);
    if (hue === undefined) {
      hue = this.#hues.size % Legend.HUES;
      this.#hues.set(name, hue);
      if (this.#hues.size <= Legend.#MOST) this.#element.append(this.#button(name, hue));
      this.#element.hidden = this.#hues.size < 2;
      this.#widest = Math.max(this.#widest, name.length);
      document.documentElement.style.setProperty("--topic-width", String(this.#widest));
    }
    return hue;
  }

  #button(name, hue) {
    const button = document.createElement("button");
    button.className = `hue-${hue}`;
    button.textContent = name.slice(0, Legend.#LONGEST);
    button.title = `${name}: click to hide or show its lines, with shift to show them alone`;
    button.dataset.topic = name;
    button.setAttribute("aria-pressed", String(!this.#hidden.has(name)));
    return button;
  }

  #toggle(button, isAlone) {
    const name = button.dataset.topic;
    const others = [...this.#hues.keys()].filter((other) => other !== name);
    const isOnlyOne = others.every((other) => this.#hidden.has(other)) && !this.#hidden.has(name);
    if (isAlone) this.#hidden = new Set(isOnlyOne ? [] : others);
    else if (!this.#hidden.delete(name)) this.#hidden.add(name);
    this.#show();
  }

  /** Hides these names alone. */
  hide(names) {
    this.#hidden = new Set(names);
    this.#show();
  }

  #show() {
    for (const each of this.#element.children) {
      each.setAttribute("aria-pressed", String(!this.#hidden.has(each.dataset.topic)));
    }
    this.#hidden = new Set(this.#hidden);
    this.#changed();
  }
}
