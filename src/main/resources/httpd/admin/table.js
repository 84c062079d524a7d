/**
 * A table whose rows stay the same elements from update to update, so that the focus and what is
 * selected stay where they are. A column has a title, a value to sort by, and a cell: its text or
 * its nodes.
 */
class Table {
  #columns;
  #key;
  #rows = new Map();
  #data = [];
  #sort;
  #whenSorted;
  #body = make("tbody");
  #headings = [];
  element;

  constructor(caption, columns, key, sort, whenSorted = () => {}) {
    this.#columns = columns;
    this.#key = key;
    this.#sort = sort;
    this.#whenSorted = whenSorted;
    const head = make("tr", "", columns.map((column) => this.#heading(column)));
    this.element = make("table", "", [
      make("caption", "unseen", caption),
      make("thead", "", head),
      this.#body,
    ]);
    this.#showSort();
  }

  /** The column that it is sorted by, as {name, descending}. */
  get sort() {
    return this.#sort;
  }

  #heading(column) {
    const heading = make("th", column.class ?? "");
    heading.scope = "col";
    if (column.value === undefined) {
      heading.append(make("span", column.title === "" ? "" : "plain", column.title));
      if (column.title === "") heading.append(make("span", "unseen", "Actions"));
    } else {
      const button = make("button", "sort", column.title);
      button.addEventListener("click", () => this.#sortBy(column.name));
      heading.append(button);
    }
    this.#headings.push(heading);
    return heading;
  }

  #sortBy(name) {
    const { name: before, descending } = this.#sort;
    this.#sort = { name, descending: name === before ? !descending : name !== "id" && name !== "text" };
    this.#showSort();
    this.#whenSorted();
    this.show(this.#data);
  }

  #showSort() {
    this.#columns.forEach((column, i) => {
      if (column.name === this.#sort.name) {
        this.#headings[i].setAttribute("aria-sort", this.#sort.descending ? "descending" : "ascending");
      } else {
        this.#headings[i].removeAttribute("aria-sort");
      }
    });
  }

  show(data) {
    this.#data = data;
    const column = this.#columns.find((each) => each.name === this.#sort.name);
    const sign = this.#sort.descending ? -1 : 1;
    const sorted = [...data].sort((a, b) => sign * compare(column.value(a), column.value(b)));
    const keys = new Set(sorted.map(this.#key));
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) {
        row.element.remove();
        this.#rows.delete(key);
      }
    }
    let before = null;
    for (const item of sorted.reverse()) {
      const element = this.#row(item);
      if (element.nextSibling !== before || element.parentNode === null) {
        this.#body.insertBefore(element, before);
      }
      before = element;
    }
  }

  #row(item) {
    const key = this.#key(item);
    let row = this.#rows.get(key);
    if (row === undefined) {
      const cells = this.#columns.map((column) => make("td", column.class ?? ""));
      row = { element: make("tr", "", cells), cells, texts: [], item };
      this.#columns.forEach((column, i) => {
        if (column.action) cells[i].append(column.action(() => row.item));
        else if (column.title !== "") cells[i].dataset.title = column.title;
      });
      this.#rows.set(key, row);
    }
    row.item = item;
    this.#columns.forEach((column, i) => {
      if (column.action) return;
      const content = column.cell(item);
      const text = typeof content === "string" ? content : content.outerHTML;
      if (row.texts[i] !== text) {
        row.texts[i] = text;
        row.cells[i].replaceChildren(content);
      }
    });
    return row.element;
  }
}

function compare(a, b) {
  return typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b;
}
