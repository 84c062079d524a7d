package httpd.limit;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is bounded, with its default. Each bound has a row in {@code docs/limits.md}: what happens
 * to a client that reaches it, and the reason for the default. A value of 0 means that there is no
 * bound.
 */
public enum Bound {
  /** Connections of clients. */
  CONNECTIONS("connections", Unit.COUNT, 10_000),
  /** Connections of clients that have one IP address. */
  CONNECTIONS_PER_ADDRESS("connections-per-address", Unit.COUNT, 8_000),
  /** The time from the first byte of a request's head to its end. */
  HEAD_TIME("head-time", Unit.TIME, 20_000),
  /** The time from the beginning of a connection to the end of its TLS handshake. */
  HANDSHAKE_TIME("handshake-time", Unit.TIME, 10_000),
  /** The silence of a connection between two requests, and before its first. */
  IDLE_TIME("idle-time", Unit.TIME, 60_000),
  /** A request line. */
  REQUEST_LINE("request-line", Unit.BYTES, 8 * 1024),
  /** The header fields of one request together. */
  HEAD("head", Unit.BYTES, 32 * 1024),
  /** The body of one request; a body that is gathered has a bound of its own as well. */
  BODY("body", Unit.BYTES, 0, "--max-body"),
  /** What is held in memory of the bodies of all requests. */
  BODY_MEMORY("body-memory", Unit.BYTES, partOfHeap(8)),
  /** The slowest rate at which a client may send a body that is waited for. */
  BODY_RATE("body-rate", Unit.BYTES_A_SECOND, 256),
  /** The slowest rate at which a client may take an eager answer. */
  ANSWER_RATE("answer-rate", Unit.BYTES_A_SECOND, 256),
  /** The time for which a client may fall short of the two rates. */
  RATE_TIME("rate-time", Unit.TIME, 20_000),
  /** Streams that one HTTP/2 connection may have open. */
  H2_STREAMS("h2-streams", Unit.COUNT, 250),
  /** Streams of one HTTP/2 connection that are reset, in about ten seconds. */
  H2_RESETS("h2-resets", Unit.COUNT, 200),
  /** Frames of one HTTP/2 connection that carry nothing, in about five seconds. */
  H2_FRAMES("h2-frames", Unit.COUNT, 1_000),
  /** Calls of handlers that have not returned. */
  HANDLERS("handlers", Unit.COUNT, Math.min(4_000, oneFor(64 * 1024))),
  /** Lazy answers that are being sent. */
  STREAMS("streams", Unit.COUNT, Math.min(8_000, oneFor(64 * 1024))),
  /** What all streams hold for clients that do not read. */
  STREAM_MEMORY("stream-memory", Unit.BYTES, partOfHeap(8)),
  /** Connections that have switched to another protocol. */
  TUNNELS("tunnels", Unit.COUNT, 1_000),
  /** The silence of a tunnel in both directions. */
  TUNNEL_IDLE("tunnel-idle", Unit.TIME, 3_600_000),
  /** Running commands. */
  COMMANDS("commands", Unit.COUNT, 256, "--max-exec"),
  /** The head that a CGI program prints. */
  CGI_HEAD("cgi-head", Unit.BYTES, 64 * 1024),
  /** Passwords that are checked, or wait for it. */
  PASSWORDS("passwords", Unit.COUNT, 64),
  /** A line that is given whole. */
  LINE("line", Unit.BYTES, 1024 * 1024, "--max-line"),
  /** Rooms of one hub. */
  ROOMS("rooms", Unit.COUNT, 10_000),
  /** The events that all rooms of one hub keep. */
  ROOM_MEMORY("room-memory", Unit.BYTES, partOfHeap(8)),
  /** Runs that are recorded, those that are over too. */
  RECORDINGS("recordings", Unit.COUNT, Math.min(10_000, oneFor(64 * 1024))),
  /** What recordings hold in memory. */
  RECORDING_MEMORY("recording-memory", Unit.BYTES, partOfHeap(8)),
  /** What recordings hold in a directory. */
  RECORDING_DISK("recording-disk", Unit.BYTES, 1024L * 1024 * 1024),
  /** What all streams in memory hold ({@code streams:}). */
  STREAM_DATA("stream-data", Unit.BYTES, partOfHeap(4)),
  /** The longest wait of a long-poll for what is appended to a stream. */
  LONG_POLL("long-poll", Unit.TIME, 30_000),
  /** Long-polls that wait at once: half of the handlers, so that others can append. */
  LONG_POLLS("long-polls", Unit.COUNT, Math.min(2_000, oneFor(128 * 1024))),
  /** Listings of directories that are made at once. */
  LISTINGS("listings", Unit.COUNT, 8),
  /** Names of upstreams that are looked up at once. */
  LOOKUPS("lookups", Unit.COUNT, 32),
  /** Connections to upstreams. */
  UPSTREAM_CONNECTIONS("upstream-connections", Unit.COUNT, 1_024),
  /** Messages that clients cause in the log of errors. */
  LOG_RATE("log-rate", Unit.MESSAGES_A_SECOND, 20);

  private final String title;
  private final Unit unit;
  private final long standard;
  private final String option;

  Bound(String title, Unit unit, long standard) {
    this(title, unit, standard, "--limit " + title);
  }

  Bound(String title, Unit unit, long standard, String option) {
    this.title = title;
    this.unit = unit;
    this.standard = standard;
    this.option = option;
  }

  private static long partOfHeap(int parts) {
    return Runtime.getRuntime().maxMemory() / parts;
  }

  /** Returns how many parts of this size the heap has. */
  private static long oneFor(int bytes) {
    return Math.max(1, Runtime.getRuntime().maxMemory() / bytes);
  }

  /** Returns the bound of this name, such as {@code head-time}. */
  public static Optional<Bound> named(String title) {
    return Arrays.stream(values()).filter(bound -> bound.title.equals(title)).findFirst();
  }

  /** Returns its name, as users write it. */
  public String title() {
    return title;
  }

  /** Returns what its value counts. */
  public Unit unit() {
    return unit;
  }

  /** Returns the value unless another is set. */
  public long standard() {
    return standard;
  }

  /** Returns the option that sets it: {@code --max-exec} or {@code --limit head-time}. */
  public String option() {
    return option;
  }

  /** Returns the option with a value: {@code --limit head-time=10s}. */
  public String option(String value) {
    return option + (option.contains(" ") ? "=" : " ") + value;
  }

  @Override
  public String toString() {
    return title;
  }
}
