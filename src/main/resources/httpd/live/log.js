/**
 * The lines on the page: the newest 10,000, and the newest 1,000 notes. New entries wait until a
 * frame has time for them, or until the user resumes. A flood costs the oldest lines, not the page.
 */
class Log {
  static MOST_LINES = 10_000;
  static #MOST_CHARACTERS = 16 * 1024 * 1024;
  static MOST_NOTES = 1000;
  static #LONGEST_NOTE = 500;
  static #BLOCK = 200;
  static #BLOCK_CHARACTERS = 1024 * 1024;
  static #FRAME_MILLISECONDS = 10;
  static #FILTER_MILLISECONDS = 50;
  static #HIDDEN_MILLISECONDS = 500;

  #element;
  #end;
  #changed;
  #selection = new Selection();
  #columns;
  #legend;
  #seen;
  #levels = new Map();
  #times;
  #waiting = new WaitingEntries();
  #rows = new Map();
  #characters = 0;
  #notes = 0;
  #block = null;
  #blockCharacters = 0;
  #unfiltered = null;
  #isFrameAsked = false;
  #isPaused = false;
  #isFollowing = true;
  #lastTop = 0;

  total = 0;
  shown = 0;
  removed = 0;
  unseen = 0;

  /** Calls changed() after each change, and seen(level) for each line that is shown or not. */
  constructor(element, { columns, legend, changed, seen }) {
    this.#element = element;
    this.#columns = columns;
    this.#legend = legend;
    this.#seen = seen;
    this.#times = new TimeColumn(element);
    this.#end = element.querySelector(".end");
    this.#changed = changed;
    element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#stick()).observe(element);
  }

  get kept() {
    return this.#rows.size;
  }

  get held() {
    return this.#isPaused ? this.#waiting.size : 0;
  }

  get isPaused() {
    return this.#isPaused;
  }

  get isFollowing() {
    return this.#isFollowing;
  }

  add(line) {
    this.total++;
    this.#wait({ ...line, number: this.total, time: Date.now() });
  }

  /** Adds a note between the lines; a loud one says that lines may be missing. */
  note(text, isLoud = false) {
    const isLong = text.length > Log.#LONGEST_NOTE;
    const note = isLong ? text.slice(0, Log.#LONGEST_NOTE) + "…" : text;
    this.#wait({ note, isLoud, data: "" });
  }

  #wait(entry) {
    this.removed += this.#waiting.add(entry);
    this.#askForFrame();
  }

  #askForFrame() {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    let isDone = false;
    const frame = () => {
      if (isDone) return;
      isDone = true;
      this.#isFrameAsked = false;
      this.#filterSome(Log.#FRAME_MILLISECONDS);
      if (!this.#isPaused) this.#frame();
      this.#changed();
    };
    requestAnimationFrame(frame);
    setTimeout(frame, Log.#HIDDEN_MILLISECONDS); // A hidden tab has no frames.
  }

  /** Appends as many entries as there is time for; the rest waits for the next frame. */
  #frame() {
    this.#waiting.pass(Log.#FRAME_MILLISECONDS, (entry) => this.#append(entry));
    this.#trim();
    this.#stick();
    if (this.#waiting.size > 0) this.#askForFrame();
  }

  #append(entry) {
    if (this.#isBlockFull()) {
      this.#block = document.createElement("div");
      this.#block.className = "block";
      this.#blockCharacters = 0;
      this.#end.before(this.#block);
    }
    this.#block.append(entry.note === undefined ? this.#row(entry) : this.#note(entry));
  }

  #isBlockFull() {
    return (
      this.#block === null ||
      this.#block.childElementCount >= Log.#BLOCK ||
      this.#blockCharacters > Log.#BLOCK_CHARACTERS
    );
  }

  #row(entry) {
    const topic = entry.topic ?? "";
    const row = new Row(entry, {
      columns: this.#columns,
      hue: topic === "" ? 0 : this.#legend.hue(topic),
      before: this.#levels.get(topic) ?? null,
    });
    if (row.level !== null) this.#element.classList.add("levels");
    this.#levels.set(topic, row.level);
    this.#seen(row.level);
    this.#times.show(row, Date.now());
    this.#rows.set(row.element, row);
    this.#characters += row.cost;
    this.#blockCharacters += row.cost;
    if (row.show(this.#selection)) {
      this.shown++;
      if (!this.#isFollowing) this.unseen++;
    }
    return row.element;
  }

  #note({ note, isLoud }) {
    this.#notes++;
    const element = document.createElement("div");
    element.className = isLoud ? "note loud" : "note";
    if (isLoud) element.setAttribute("role", "alert");
    const words = document.createElement("span");
    words.textContent = note;
    element.append(words);
    return element;
  }

  /** Removes whole blocks, so that this is rare. */
  #trim() {
    while (this.#block !== null && this.#isTooMuch()) {
      const oldest = this.#element.querySelector(".block");
      if (oldest === this.#block) break;
      for (const element of oldest.children) this.#forget(element);
      oldest.remove();
    }
  }

  #isTooMuch() {
    return (
      this.#rows.size >= Log.MOST_LINES + Log.#BLOCK ||
      this.#notes >= Log.MOST_NOTES + Log.#BLOCK ||
      this.#characters > Log.#MOST_CHARACTERS
    );
  }

  #forget(element) {
    const row = this.#rows.get(element);
    if (!row) {
      this.#notes--;
      return;
    }
    this.#rows.delete(element);
    this.#characters -= row.cost;
    this.removed++;
    if (!element.hidden && row.isSelectedBy(this.#selection)) this.shown--;
  }

  /** Applies a selection, or paints all rows again; rows that there is no time for follow in the next frames. */
  select(selection) {
    this.#selection = selection;
    this.shown = 0;
    this.#unfiltered = this.#rows.values();
    this.#filterSome(Log.#FILTER_MILLISECONDS);
    this.#element.classList.toggle("filtered", !selection.isEmpty);
    this.#stick();
    this.#changed();
  }

  #filterSome(milliseconds) {
    const deadline = performance.now() + milliseconds;
    while (this.#unfiltered !== null && performance.now() < deadline) {
      const { done, value: row } = this.#unfiltered.next();
      if (done) this.#unfiltered = null;
      else if (!row.isSelectedBy(this.#selection) && row.show(this.#selection)) this.shown++;
    }
    if (this.#unfiltered !== null) this.#askForFrame();
  }

  pause(isPaused) {
    this.#isPaused = isPaused;
    this.#askForFrame();
  }

  follow(isFollowing) {
    this.#isFollowing = isFollowing;
    if (isFollowing) this.unseen = 0;
    this.#stick();
    this.#changed();
  }

  clear() {
    for (const block of this.#element.querySelectorAll(".block")) block.remove();
    this.#rows.clear();
    this.#levels.clear();
    this.#block = null;
    this.#waiting.clear();
    this.#notes = this.#blockCharacters = 0;
    this.#characters = this.shown = this.unseen = 0;
    this.total = this.removed = 0;
    this.follow(true);
  }

  /** The row that an element is part of. */
  rowOf(element) {
    return this.#rows.get(element.closest(".row"));
  }

  /** Expands or collapses JSON. The user wants to read it, so the page stops following. */
  toggle(row) {
    if (!row.toggle()) return;
    this.follow(false);
    row.element.scrollIntoView({ block: "nearest" });
  }

  showWhole(row) {
    row.showWhole(this.#selection);
  }

  /** The form of the times before the lines: "times" or "relative". */
  showTimes(form) {
    this.#times.form = form;
    this.updateTimes();
  }

  updateTimes() {
    this.#times.update(this.#rows.values());
  }

  /**
   * Shows the visible line whose time is the first at or after another one: those of several
   * sources are not in the order of their times. Returns its time, and whether no visible line is
   * older; null if all visible lines are earlier.
   */
  jumpTo(time) {
    const times = this.#visible.map((row) => row.time).filter((each) => each !== null);
    const first = times.reduce((a, b) => (b >= time && b < a ? b : a), Infinity);
    if (!this.#jump((row) => row.time === first)) return null;
    return { time: first, isOldest: first > time && times.every((each) => each >= first) };
  }

  /** Shows the first visible error below the middle of the view, or else the first of all. */
  jumpToError() {
    const isError = (row) => row.level !== null && Level.isAtLeast(row.level, "error");
    const isNext = (row) => isError(row) && !row.element.classList.contains("more");
    const { top, height } = this.#element.getBoundingClientRect();
    const isBelow = (row) => row.element.getBoundingClientRect().top > top + height / 2 + 1;
    return this.#jump((row) => isNext(row) && isBelow(row)) || this.#jump(isNext);
  }

  #jump(isIt) {
    const found = this.#visible.find(isIt);
    if (!found) return false;
    this.follow(false);
    found.element.scrollIntoView({ block: "center" });
    this.#lastTop = this.#element.scrollTop;
    this.#element.querySelector(".found")?.classList.remove("found");
    found.element.classList.add("found");
    return true;
  }

  /** The visible lines as text. */
  visibleText() {
    return this.#visible.map((row) => row.text + "\n").join("");
  }

  get #visible() {
    return [...this.#rows.values()].filter((row) => !row.element.hidden);
  }

  #stick() {
    if (this.#isFollowing) this.#element.scrollTop = this.#element.scrollHeight;
    this.#lastTop = this.#element.scrollTop;
  }

  /** Scrolling up stops following, the bottom resumes it; moves of the page itself do neither. */
  #scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.#element;
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 8;
    const wentUp = scrollTop < this.#lastTop - 1;
    this.#lastTop = scrollTop;
    if (isAtEnd && !this.#isFollowing) this.follow(true);
    else if (wentUp && !isAtEnd && this.#isFollowing) this.follow(false);
  }
}
