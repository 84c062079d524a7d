/** The page: passes input to the log and the connection, and shows their state. */
const find = (selector) => document.querySelector(selector);
const name = find("meta[name=source]").content || PageTitle.nameOf(new URL(location.href));
const input = find(".search input");
const level = find(".level");
const dialog = find("dialog");
const element = find(".log");
const rate = new Rate();
const title = new PageTitle(name);
const columns = new Columns(element);
const legend = new Legend(find(".legend"), hiddenTopics(), () => {
  ViewAddress.set("hide", [...legend.hidden].join("\n"), "");
  select();
});
const panel = new ColumnsPanel(find(".fields ul"), columns, chosenColumns);
const log = new Log(element, {
  columns,
  legend,
  changed: showCounts,
  seen: (level) => title.count(level),
});
const connection = new Connection(streamAddress(), {
  state: showState,
  line: (block) => {
    rate.count();
    log.add(block);
  },
  comment: (text) => log.note(`the server says: ${text}`),
  resumed: ({ since, id, isConfirmed }) => {
    const silence = Clock.span(Date.now() - since);
    log.note(
      `connection lost at ${Clock.time(since)}, reconnected after ${silence} at ${id}: ` +
        (isConfirmed ? "nothing missed" : "the lines that the server keeps follow"),
    );
  },
  reset: (id, topics) =>
    log.note(
      "lines may be missing here: the server no longer keeps the lines " +
        (topics.length > 0 ? `of ${topics.join(", ")} ` : "") +
        (id === "" ? "from before" : `after ${id}`),
      true,
    ),
});
let state = { name: "connecting" };

/** This address with ?as=sse; the rest of the query, such as last=, stays. */
function streamAddress() {
  const address = new URL(location.href);
  address.searchParams.set("as", "sse");
  address.hash = "";
  return address;
}

function hiddenTopics() {
  return (ViewAddress.get("hide") ?? "").split("\n").filter((topic) => topic !== "");
}

function showState(now) {
  state = now;
  document.documentElement.dataset.state = now.name;
  const last = StateWords.last(now, log.total);
  find(".end").hidden = last === undefined;
  find(".end span").textContent = last ?? "";
  find(".again").textContent = now.name === "refused" ? "Try again" : "Start again";
  find(".now").hidden = now.name !== "waiting";
  showStateWords();
  showEmpty();
  if (log.isFollowing) log.follow(true);
}

function showStateWords() {
  find(".state").textContent = StateWords.short(state, log.isPaused);
  find(".state").title = state.why ?? "";
}

function showEmpty() {
  find(".empty").hidden = log.kept > 0 || log.held > 0 || !find(".end").hidden;
  find(".waits").textContent =
    state.name === "live" ? `Waiting for the next line of ${name}` : `Connecting to ${name}`;
}

/** Offers older lines where lines have ids, as in a log; a command would get the query. */
function showHint() {
  const address = new URL(location.href);
  const words = ["Lines appear here as they arrive"];
  if (connection.hasIds && !address.searchParams.has("last")) {
    address.searchParams.set("last", "100");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "show the last 100";
    words.push("; or ", link);
  }
  const command = document.createElement("code");
  const own = new URL(location.href);
  own.hash = "";
  command.textContent = Command.curl(own);
  find(".hint").replaceChildren(...words, document.createElement("br"), command);
}

function showCounts() {
  const number = (count) => count.toLocaleString("en");
  find(".gone").hidden = log.removed === 0;
  find(".gone").textContent =
    `${number(log.removed)} older lines removed; the newest ${number(Log.MOST_LINES)} are kept`;
  find(".jump").hidden = log.isFollowing || log.unseen === 0;
  find(".jump").textContent = `↓ ${number(log.unseen)} new ${log.unseen === 1 ? "line" : "lines"}`;
  const held = log.held > 0 ? ` (${number(log.held)})` : "";
  find(".pause").textContent = log.isPaused ? `Resume${held}` : "Pause";
  find(".pause").setAttribute("aria-pressed", String(log.isPaused));
  find(".follow").setAttribute("aria-pressed", String(log.isFollowing));
  if (!find("#found").classList.contains("wrong")) {
    find("#found").textContent =
      input.value === "" && level.value === ""
        ? ""
        : `${number(log.shown)} of ${number(log.kept)}`;
  }
  const isNone = log.kept > 0 && log.shown === 0;
  find(".none").hidden = !isNone;
  if (isNone) {
    find(".none span").textContent = `This filter shows none of ${StateWords.lines(log.kept)}`;
  }
  find(".further").hidden = !(connection.hasIds && ServerFilter.canTake(new Filter(input.value)));
  showEmpty();
}

/** Applies what is asked for, and keeps it in the address. */
function select() {
  const filter = new Filter(input.value);
  const isWrong = filter.problem !== null;
  find("#found").classList.toggle("wrong", isWrong);
  input.setAttribute("aria-invalid", String(isWrong));
  ViewAddress.set("filter", input.value, "");
  ViewAddress.set("level", level.value, "");
  if (isWrong) find("#found").textContent = filter.problem;
  else log.select(new Selection(filter, level.value, legend.hidden));
}

/** Takes what the address asks for. */
function takeAddress() {
  input.value = (ViewAddress.get("filter") ?? "").slice(0, input.maxLength);
  level.value = ViewAddress.get("level") ?? "";
  if (level.selectedIndex < 0) level.value = "";
  columns.choose(Columns.named(ViewAddress.get("columns") ?? ""));
}

function chosenColumns() {
  ViewAddress.set("columns", columns.address, "");
  select();
  log.follow(log.isFollowing);
}

function pause() {
  log.pause(!log.isPaused);
  showCounts();
  showStateWords();
}

const label = (choice, text) => (find(`[data-do=${choice}]`).textContent = text);
const isNarrow = matchMedia("(max-width: 560px)").matches;
const wrap = new Choice("wrap", ["on", "off"], "on", (value) => {
  element.classList.toggle("nowrap", value === "off");
  log.follow(log.isFollowing);
  label("wrap", `Wrap long lines: ${value}`);
});
const gutters = { times: "time", relative: "age", numbers: "number", none: "nothing" };
const gutter = new Choice("gutter", Object.keys(gutters), isNarrow ? "none" : "times", (value) => {
  element.dataset.gutter = value;
  label("gutter", `Before each line: ${gutters[value]}`);
  if (value === "times" || value === "relative") log.showTimes(value);
  log.follow(log.isFollowing);
});
const theme = new Choice("theme", ["system", "dark", "light"], "system", (value) => {
  document.documentElement.style.colorScheme = value === "system" ? "light dark" : value;
  label("theme", `Colours: ${value}`);
});

const actions = {
  wrap: () => wrap.next(),
  gutter: () => gutter.next(),
  theme: () => theme.next(),
  copy: async () => {
    await Clipboard.copy(log.visibleText(), dialog);
    label("copy", `Copied ${StateWords.lines(log.shown)}`);
  },
  link: async () => {
    await Clipboard.copy(location.href, dialog);
    label("link", "Copied the link");
  },
  download: () => Clipboard.download(log.visibleText(), name),
  error: () => {
    dialog.close();
    log.jumpToError();
  },
  send: () => location.assign(ServerFilter.address(new Filter(input.value), connection.hasIds)),
  clear: () => {
    log.clear();
    dialog.close();
  },
};

function openMenu() {
  label("copy", "Copy the shown lines");
  label("link", "Copy a link to this view");
  find("[data-do=send]").hidden = !ServerFilter.canTake(new Filter(input.value));
  tellNowhere("");
  panel.show();
  dialog.showModal();
}

function jump(event) {
  event.preventDefault();
  const time = Moment.read(find("#time").value, Date.now());
  if (Number.isNaN(time)) return tellNowhere("Not a time: 14:03, or 5m for 5 minutes ago");
  const found = log.jumpTo(time);
  if (found === null) return tellNowhere("No line is shown from then on");
  if (found.isOldest) return tellNowhere(`All lines here are later, from ${Clock.full(found.time)} on`);
  dialog.close();
}

function tellNowhere(why) {
  find("#nowhere").textContent = why;
}

/** Moves the focus to the next visible line with fields, or to the previous one. */
function step(forwards) {
  const all = [...element.querySelectorAll(".row:not([hidden]) .twist")];
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? all.at(forwards ? 0 : -1) : all[at + (forwards ? 1 : -1)];
  next?.focus();
}

const keys = {
  " ": pause,
  "/": () => input.select(),
  f: () => log.follow(!log.isFollowing),
  w: () => wrap.next(),
  t: () => gutter.next(),
  j: () => step(true),
  k: () => step(false),
  e: () => log.jumpToError(),
  l: () => {
    level.value = { "": "error", error: "warn" }[level.value] ?? "";
    select();
  },
  c: () => {
    columns.choose(columns.isOn ? [] : columns.usual());
    chosenColumns();
  },
  g: () => {
    openMenu();
    find("#time").focus();
  },
  "?": openMenu,
  Escape: () => {
    input.value = "";
    input.blur();
    select();
  },
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, select, textarea") && event.key !== "Escape";
  const isPress = event.key === " " && event.target.closest("button, a");
  const isOurs = Object.hasOwn(keys, event.key) && !isTyping && !isPress && !dialog.open;
  if (!isOurs || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  keys[event.key]();
});
input.addEventListener("input", select);
level.addEventListener("change", select);
find(".pause").addEventListener("click", pause);
find(".follow").addEventListener("click", keys.f);
find(".menu").addEventListener("click", openMenu);
find(".to").addEventListener("submit", jump);
find(".clear").addEventListener("click", () => {
  input.value = level.value = "";
  legend.hide([]);
  select();
});
find(".further").addEventListener("click", () => actions.send());
find(".jump").addEventListener("click", () => log.follow(true));
find(".now").addEventListener("click", () => connection.hurry());
find(".again").addEventListener("click", () => {
  log.note(`started again at ${Clock.time(Date.now())}`);
  connection.start();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
  actions[event.target.dataset.do]?.();
});
element.addEventListener("click", (event) => {
  const row = log.rowOf(event.target);
  if (!row || event.target.closest("a")) return;
  if (event.target.closest(".whole")) log.showWhole(row);
  else if (event.target.closest(".twist, .text") && getSelection().isCollapsed) log.toggle(row);
});
for (const event of ["online", "pageshow"]) addEventListener(event, () => connection.hurry());
addEventListener("hashchange", () => {
  ViewAddress.reread();
  for (const choice of [wrap, gutter, theme]) choice.take();
  takeAddress();
  legend.hide(hiddenTopics());
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) connection.hurry();
});

setInterval(() => {
  rate.tick();
  find(".rate").textContent = rate.text();
  find(".pace path").setAttribute("d", rate.path());
  // A screen reader cannot keep up with a faster rate.
  element.setAttribute("aria-live", rate.perSecond > 1 ? "off" : "polite");
  if (state.name === "waiting") showStateWords();
  if (log.kept === 0) showHint();
  if (gutter.value === "relative") log.updateTimes();
}, 1000);

document.documentElement.classList.toggle("embed", new URLSearchParams(location.search).has("embed"));
find("h1").textContent = name;
find("h1").title = location.href;
find(".rate").textContent = rate.text();
find(".pace path").setAttribute("d", rate.path());
ServerFilter.show(find(".sent"));
takeAddress();
select();
connection.start();
