/** The list of fields in the menu: a box to choose each, buttons to move the chosen ones. */
class ColumnsPanel {
  static #MOST_SHOWN = 60;

  #element;
  #columns;
  #changed;

  /** Calls changed() when others are chosen. */
  constructor(element, columns, changed) {
    this.#element = element;
    this.#columns = columns;
    this.#changed = changed;
    element.addEventListener("change", ({ target }) => this.#set(target.value, target.checked));
    element.addEventListener("click", ({ target }) => {
      if (target.dataset.move) this.#move(target.dataset.field, Number(target.dataset.move));
    });
  }

  show() {
    const names = this.#columns.names.slice(0, ColumnsPanel.#MOST_SHOWN);
    this.#element.parentElement.hidden = names.length === 0;
    this.#element.replaceChildren(...names.map((name) => this.#item(name)));
  }

  #item(name) {
    const at = this.#columns.chosen.indexOf(name);
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = name;
    box.checked = at >= 0;
    label.append(box, " ", name);
    item.append(label);
    if (at > 0) item.append(ColumnsPanel.#mover(name, -1, "↑", "up"));
    if (at >= 0 && at < this.#columns.chosen.length - 1) {
      item.append(ColumnsPanel.#mover(name, 1, "↓", "down"));
    }
    return item;
  }

  static #mover(name, by, sign, way) {
    const button = document.createElement("button");
    button.textContent = sign;
    button.dataset.move = String(by);
    button.dataset.field = name;
    button.setAttribute("aria-label", `Move ${name} ${way}`);
    return button;
  }

  #set(name, isChosen) {
    const others = this.#columns.chosen.filter((other) => other !== name);
    this.#choose(isChosen ? [...others, name] : others);
    this.#element.querySelector(`input[value="${CSS.escape(name)}"]`)?.focus();
  }

  #move(name, by) {
    const names = [...this.#columns.chosen];
    const at = names.indexOf(name);
    names.splice(at, 1);
    names.splice(at + by, 0, name);
    this.#choose(names);
    const buttons = [...this.#element.querySelectorAll("button")];
    const same = buttons.filter((button) => button.dataset.field === name);
    (same.find((button) => button.dataset.move === String(by)) ?? same[0])?.focus();
  }

  #choose(names) {
    this.#columns.choose(names);
    this.show();
    this.#changed();
  }
}
