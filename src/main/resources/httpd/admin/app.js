/** The page: asks for the section that is open every few seconds, and stops what is to be stopped. */
const find = (selector) => document.querySelector(selector);
const input = find(".search input");
const pause = find(".pause");
const details = find(".details");
const confirm = find(".confirm");
const views = new Map();
let timer = 0;
let asked = 0;

find("h1").textContent = location.host || "server";
document.title = `${location.host} – what goes on`;

for (const section of sections({ look, stop })) {
  const table = new Table(section.title, section.columns, section.key, section.sort, () => {
    if (section.sortedThere) update();
  });
  const link = make("a", section.loud ? "loud" : "", [section.title, make("b")]);
  link.href = `#${section.name}`;
  const empty = make("div", "empty", [make("p"), make("p", "hint")]);
  empty.hidden = true;
  const more = make("button", "", "Show more");
  const rest = make("div", "rest", [make("p"), more]);
  rest.hidden = true;
  const scroll = make("div", "scroll", table.element);
  const element = make("section", "", [make("h2", "unseen", section.title), scroll, rest, empty]);
  element.id = section.name;
  element.hidden = true;
  find("nav").append(link);
  find("main").append(element);
  const view = { section, table, link, element, scroll, rest, empty, wantsMore: false, answer: undefined };
  more.addEventListener("click", () => {
    view.wantsMore = true;
    find("main").focus();
    update();
  });
  views.set(section.name, view);
}

const current = () => views.get(location.hash.slice(1)) ?? views.get("streams");

/** What the filter says to the server, by names, and the text that is left. */
function filter() {
  const query = new URLSearchParams();
  const words = [];
  for (const word of input.value.trim().split(/\s+/)) {
    const [, name, value] = /^(route|user|client|state):(.+)$/.exec(word) ?? [];
    if (name) query.set(name, value);
    else if (word !== "") words.push(word.toLowerCase());
  }
  return { query: query.size === 0 ? "" : `&${query}`, words };
}

async function ask(view) {
  const wantsMore = view.wantsMore || input.value.trim() !== "";
  const response = await fetch(view.section.address(filter().query, view.table.sort, wantsMore), {
    headers: { accept: "application/json" },
    cache: "no-store",
  });
  if (!response.ok) throw new Error((await response.text()).trim() || `status ${response.status}`);
  view.answer = await response.json();
}

async function update() {
  clearTimeout(timer);
  const mine = ++asked;
  const view = current();
  try {
    await ask(view);
    if (mine !== asked) return;
    say("live", isPaused() ? "paused" : "live");
    show(view);
  } catch (problem) {
    if (mine !== asked) return;
    const gone = problem instanceof TypeError;
    say("refused", gone ? "the server does not answer; trying again" : problem.message);
  }
  if (!isPaused() && !document.hidden) timer = setTimeout(update, period(view.answer));
}

const isPaused = () => pause.getAttribute("aria-pressed") === "true";

function say(state, words) {
  document.documentElement.dataset.state = state;
  if (find(".state").textContent !== words) find(".state").textContent = words;
}

function show(view) {
  const { section, answer } = view;
  const items = section.items(answer);
  const { words } = filter();
  const matching = items.filter((item) => {
    const all = section.search(item).join(" ").toLowerCase();
    return words.every((word) => all.includes(word));
  });
  view.table.show(matching);
  view.scroll.hidden = matching.length === 0;
  view.empty.hidden = matching.length > 0;
  const filtered = input.value.trim() !== "";
  const rest = section.rest?.(answer, items.length) ?? "";
  view.rest.hidden = rest === "";
  view.rest.firstChild.textContent = rest;
  view.rest.lastChild.hidden = view.wantsMore || filtered;
  const [nothing, hint] = filtered ? ["Nothing matches the filter", ""] : section.empty;
  view.empty.firstChild.textContent = nothing;
  view.empty.lastChild.textContent = hint;
  if (!filtered) count(view);
}

function count(view) {
  const { section, answer, link } = view;
  const number = section.count?.(answer) ?? section.items(answer).length;
  link.querySelector("b").textContent = section.loud && number === 0 ? "" : Format.count(number);
}

function open() {
  const view = current();
  for (const each of views.values()) {
    each.element.hidden = each !== view;
    if (each === view) each.link.setAttribute("aria-current", "page");
    else each.link.removeAttribute("aria-current");
  }
  if (view.answer) show(view);
  update();
}

const terms = {
  client: "Client", user: "User", method: "Method", target: "Target", route: "Route", source: "Source",
  protocol: "Protocol", status: "Status", state: "State", waitsFor: "Waits for", began: "Since",
  quietSince: "Silent since", lines: "Lines", bytes: "Bytes", behind: "Events behind", process: "Process",
};

async function look(id) {
  const response = await fetch(`streams/${id}`, { cache: "no-store" });
  find("#details-title").textContent = `Stream ${id}`;
  const stream = response.ok ? await response.json() : {};
  problem(response.ok ? "" : await response.text());
  details.querySelector("dl").replaceChildren(
    ...Object.entries(terms)
      .filter(([name]) => stream[name] !== undefined)
      .map(([name, title]) => make("div", "", [make("dt", "", title), make("dd", "", `${value(name, stream)}`)])),
  );
  const where = details.querySelector(".where");
  where.hidden = stream.stack === undefined;
  where.querySelector("h3").textContent = `Its thread, ${stream.thread}, is here`;
  where.querySelector("pre").textContent = (stream.stack ?? []).join("\n");
  const button = details.querySelector(".stop");
  button.hidden = !response.ok;
  button.onclick = () => {
    details.close();
    stop(stream);
  };
  if (!details.open) details.showModal();
}

function value(name, stream) {
  if (name === "began") return `${local(stream.began)}, ${Format.span(stream.millis)} ago`;
  if (name === "quietSince") return `${local(stream.quietSince)}, for ${Format.span(stream.quietMillis)}`;
  if (name === "state") return states[stream.state]?.[0] ?? stream.state;
  return ["lines", "bytes", "behind"].includes(name) ? Format.count(stream[name]) : stream[name];
}

const local = (time) => new Date(time).toLocaleString("sv");

function problem(text) {
  const element = details.querySelector(".problem");
  element.textContent = text.trim();
  element.hidden = text === "";
}

function stop({ id, client, target }) {
  find("#confirm-title").textContent = `Stop stream ${id}?`;
  find("#confirm-text").textContent =
    `${target} of ${client} is cut: its client sees that the response is not complete.`;
  confirm.querySelector(".danger").onclick = () => end(id);
  confirm.showModal();
}

async function end(id) {
  const response = await fetch(`streams/${id}`, { method: "DELETE" }).catch(() => undefined);
  if (response?.ok || response?.status === 404) {
    update();
    return;
  }
  find("#details-title").textContent = `Stream ${id} is not stopped`;
  details.querySelector("dl").replaceChildren();
  details.querySelector(".where").hidden = true;
  details.querySelector(".stop").hidden = true;
  problem(response === undefined ? "The server does not answer." : await response.text());
  details.showModal();
}

input.addEventListener("input", () => {
  const view = current();
  if (view.answer) show(view);
  clearTimeout(timer);
  timer = setTimeout(update, 250);
});
pause.addEventListener("click", () => {
  const paused = !isPaused();
  pause.setAttribute("aria-pressed", `${paused}`);
  pause.textContent = paused ? "Go on" : "Pause";
  update();
});
addEventListener("hashchange", open);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !isPaused()) update();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target === document.body) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Escape" && event.target === input) {
    input.value = "";
    input.dispatchEvent(new Event("input"));
  }
});
open();
for (const view of views.values()) {
  if (view !== current()) ask(view).then(() => count(view), () => {});
}
