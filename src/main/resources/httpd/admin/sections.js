/** What each section shows: its address, its columns, and what it says when there is nothing. */
const states = {
  handling: ["the handler runs", "busy"],
  receiving: ["body arrives", "busy"],
  sending: ["sending", "good"],
  "waiting-for-line": ["waits for a line", "good"],
  "waiting-for-client": ["waits for its client", "warn"],
  tunnel: ["tunnel", "good"],
};

/** The order of the server for a column that is sorted with the most first. */
const orders = { lines: "lines", bytes: "bytes", behind: "behind", quiet: "quiet", age: "id" };

/** Milliseconds between two updates: to look at very many costs the server more. */
const period = (answer) => (answer?.open > 1000 ? 10000 : 3000);

const number = (name, title, value, more = {}) => ({
  name,
  title,
  class: "number",
  value: (item) => value(item) ?? -1,
  cell: (item) => (value(item) === undefined ? "–" : Format.count(value(item))),
  ...more,
});
const bytes = (name, title, value, more = {}) =>
  number(name, title, value, {
    cell: (item) => (value(item) === undefined ? "–" : Format.bytes(value(item))),
    ...more,
  });
const age = (title = "Age") => ({
  name: "age",
  title,
  class: "number age",
  value: (item) => item.millis,
  cell: (item) => Format.span(item.millis),
});
const text = (name, title, value, more = {}) => ({
  name,
  title,
  class: "text",
  value: (item) => value(item) ?? "",
  cell: (item) => value(item) ?? "–",
  ...more,
});

function chip(words, tone) {
  return make("span", `chip ${tone}`, words);
}

/** The state of an upstream, with the reason as its tooltip. */
function upstreamState(upstream) {
  const state = chip(upstream.state, upstream.state === "up" ? "good" : "bad");
  state.title = upstream.why;
  return state;
}

/** For how long it has waited: what hangs comes first if it is sorted by that. */
function silence(stream) {
  return stream.state === "handling" ? stream.millis : (stream.quietMillis ?? 0);
}

/** What a stream does, and for how long it has been silent if that is long. */
function stateOf(stream) {
  const [words, tone] = states[stream.state] ?? [stream.state, ""];
  const parts = [chip(words, tone)];
  const quiet = silence(stream);
  if (quiet >= 1000) parts.push(make("span", "since", `for ${Format.span(quiet)}`));
  return make("span", "states", parts);
}

function sections(actions) {
  return [
    {
      name: "streams",
      title: "Streams",
      address: (query, sort, wantsMore) =>
        `streams?limit=${wantsMore ? 1000 : 100}${query}&sort=${sort.descending ? (orders[sort.name] ?? "newest") : "id"}`,
      items: (answer) => answer.streams,
      count: (answer) => answer.open,
      sortedThere: true,
      key: (stream) => stream.id,
      sort: { name: "id", descending: true },
      search: (s) => [s.id, s.client, s.user, s.method, s.target, s.route, s.source, states[s.state]?.[0], s.state],
      rest: (answer, shown) =>
        answer.matching <= shown
          ? ""
          : `${Format.count(shown)} of ${Format.count(answer.matching)} are shown, renewed every ${period(answer) / 1000} s; filter by route:, user:, client: or state:`,
      empty: ["No stream is open", "Responses that are still being sent appear here, and requests that a handler still works on."],
      columns: [
        {
          name: "id",
          title: "#",
          class: "number id",
          value: (stream) => stream.id,
          action: (item) => {
            const button = make("button", "link", `${item().id}`);
            button.setAttribute("aria-label", `Look at stream ${item().id}`);
            button.addEventListener("click", () => actions.look(item().id));
            return button;
          },
        },
        text("client", "Client", (s) => (s.user === undefined ? s.client : `${s.user} ${s.client}`), {
          cell: (s) =>
            make("span", "", s.user === undefined ? s.client : [make("b", "", s.user), ` ${s.client}`]),
        }),
        text("target", "What", (s) => `${s.method} ${s.target}`, {
          class: "text what",
          cell: (s) =>
            make("span", "", [
              make("span", "target", `${s.method === "GET" ? "" : `${s.method} `}${s.target}`),
              make("span", "source", s.source ?? "no route"),
            ]),
        }),
        { name: "quiet", title: "State", class: "text", value: silence, cell: stateOf },
        age(),
        number("lines", "Lines", (s) => s.lines),
        bytes("bytes", "Bytes", (s) => s.bytes),
        number("behind", "Behind", (s) => s.behind, {
          cell: (s) =>
            s.behind === undefined
              ? "–"
              : s.behind === 0
                ? "0"
                : make("span", "late", Format.count(s.behind)),
        }),
        {
          title: "",
          class: "act",
          action: (item) => {
            const button = make("button", "stop", "Stop");
            button.setAttribute("aria-label", `Stop stream ${item().id}`);
            button.addEventListener("click", () => actions.stop(item()));
            return button;
          },
        },
      ],
    },
    {
      name: "topics",
      title: "Topics",
      address: () => "topics",
      items: (answer) => answer.topics,
      key: (topic) => `${topic.route} ${topic.topic}`,
      sort: { name: "subscribers", descending: true },
      search: (t) => [t.route, t.source, t.topic],
      empty: ["There is no topic", "A hub has one once it is published or subscribed to; tail:, stdin: and shared+ routes are one each."],
      columns: [
        text("text", "Topic", (t) => t.topic, {
          class: "text what",
          cell: (t) =>
            make("span", "", [
              make("span", "target", t.topic === t.source ? t.route : (t.topic ?? t.route)),
              make("span", "source", t.topic === t.source ? t.source : `${t.route} ${t.source}`),
            ]),
        }),
        number("subscribers", "Subscribers", (t) => t.subscribers),
        number("events", "Kept", (t) => t.events),
        bytes("bytes", "Bytes", (t) => t.bytes),
        text("oldest", "Oldest", (t) => t.oldest, { class: "text position" }),
        text("newest", "Newest", (t) => t.newest ?? t.failure, { class: "text position" }),
      ],
    },
    {
      name: "commands",
      title: "Commands",
      address: () => "commands",
      items: (answer) => answer.commands,
      count: (answer) => answer.running,
      key: (command) => command.process,
      sort: { name: "age", descending: true },
      search: (c) => [c.process, c.command, c.client, c.stream],
      empty: ["No command runs", "exec: starts one for each client, shared+exec: one for all of them."],
      columns: [
        number("process", "Process", (c) => c.process, { class: "number id", cell: (c) => `${c.process}` }),
        text("text", "Command", (c) => c.command, { class: "text what target" }),
        age(),
        text("client", "Client", (c) => c.client ?? "all of its route"),
        { name: "state", title: "State", class: "text", value: (c) => c.state ?? "", cell: (c) => (c.state ? stateOf({ state: c.state }) : "") },
        {
          title: "",
          class: "act",
          action: (item) => {
            const button = make("button", "stop", "Stop");
            button.setAttribute("aria-label", `Stop the stream of process ${item().process}`);
            button.hidden = item().stream === undefined;
            button.addEventListener("click", () =>
              actions.stop({ id: item().stream, client: item().client, target: item().command }),
            );
            return button;
          },
        },
      ],
    },
    {
      name: "upstreams",
      title: "Upstreams",
      address: () => "upstreams",
      items: (answer) => answer.upstreams,
      key: (upstream) => `${upstream.route} ${upstream.upstream}`,
      sort: { name: "text", descending: false },
      search: (u) => [u.route, u.upstream, u.state],
      empty: ["There is no upstream", "Routes as /api/=http://127.0.0.1:9000/ have one or more."],
      columns: [
        text("text", "Upstream", (u) => u.upstream, {
          class: "text what",
          cell: (u) => make("span", "", [make("span", "target", u.upstream), make("span", "source", u.route)]),
        }),
        { name: "state", title: "State", class: "text", value: (u) => u.state, cell: upstreamState },
        number("busy", "Busy", (u) => u.busy),
        number("idle", "Idle", (u) => u.idle),
      ],
    },
    {
      name: "limits",
      title: "Limits",
      address: () => "limits",
      items: (answer) => answer.limits,
      count: (answer) => answer.limits.filter((limit) => limit.reached > 0).length,
      loud: true,
      key: (limit) => limit.name,
      sort: { name: "reached", descending: true },
      search: (l) => [l.name, l.option],
      empty: ["There is no limit", ""],
      columns: [
        text("text", "Limit", (l) => l.name, {
          class: "text what",
          cell: (l) => make("span", "", [make("span", "target", l.name), make("span", "source", l.option)]),
        }),
        number("most", "Value", (l) => l.most, { cell: (l) => Format.limit(l.unit, l.most) }),
        number("held", "Held", part, { cell: held }),
        number("reached", "Reached", (l) => l.reached + part(l) / 2, {
          cell: (l) => (l.reached === 0 ? "0" : make("span", "late", Format.count(l.reached))),
        }),
      ],
    },
  ];
}

/** The part of a limit that is held, from 0 to 1. */
function part(limit) {
  return limit.most > 0 ? Math.min(1, limit.held / limit.most) : 0;
}

/** How much is held, as a number and as a part of what there is. */
function held(limit) {
  const counts = limit.unit === "count" || limit.unit === "bytes";
  if (!counts) return "–";
  const words = limit.unit === "bytes" ? Format.bytes(limit.held) : Format.count(limit.held);
  if (limit.most === 0 || limit.held === 0) return words;
  const meter = make("meter");
  meter.max = limit.most;
  meter.value = limit.held;
  meter.high = limit.most * 0.8;
  meter.setAttribute("aria-label", `${limit.name}: part of its limit`);
  return make("span", "held", [meter, words]);
}
