/** What the page says about the state of its connection. */
class StateWords {
  static lines(count) {
    return `${count.toLocaleString("en")} ${count === 1 ? "line" : "lines"}`;
  }

  /** Beside the name. */
  static short(state, isPaused) {
    return {
      connecting: () => "connecting",
      live: () => (isPaused ? "paused" : "live"),
      waiting: () =>
        `reconnecting since ${Clock.time(state.since)}, again in ` +
        `${Math.max(0, Math.ceil((state.until - Date.now()) / 1000))} s`,
      ended: () => "ended",
      cut: () => "cut",
      refused: () => `refused: ${state.status}`,
    }[state.name]();
  }

  /** After the last of so many lines; undefined while more may come. */
  static last(state, count) {
    const after = `after ${StateWords.lines(count)}`;
    return {
      ended: () => `ended at ${Clock.time(state.at ?? Date.now())} ${after}`,
      // A browser may drop the bytes before a cut; only ids recover them.
      cut: () =>
        `cut at ${Clock.time(Date.now())} ${after}: ` +
        "the stream is not complete, and the last lines may be missing",
      refused: () => state.words || "the response has no text",
    }[state.name]?.();
  }
}
