package httpd.limit;

import httpd.line.split.LineLimit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The limits of one server. Begin with {@link #standard} and change what you need; a changed copy
 * counts from zero. Safe for all threads.
 */
public final class Limits {

  private static volatile Limits ofTheProcess = new Limits(Map.of());

  static {
    LineLimit.whenReached(
        () -> line().reached(() -> "a line came that is longer, and is left out or refused"),
        () -> line().count());
  }

  private static Limit line() {
    return ofTheProcess.of(Bound.LINE);
  }

  private final Map<Bound, Limit> limits = new EnumMap<>(Bound.class);

  private Limits(Map<Bound, Long> values) {
    for (var bound : Bound.values()) {
      limits.put(bound, new Limit(bound, values.getOrDefault(bound, bound.standard())));
    }
  }

  /**
   * Returns the limits of what belongs to no server: the commands and the upstream connections of
   * the process, and hubs that a handler makes. Get them each time, and release to the limit that
   * was taken from.
   */
  public static Limits ofTheProcess() {
    return ofTheProcess;
  }

  /** Makes these the limits {@link #ofTheProcess}; its length of a line holds from now on. */
  public void useForTheProcess() {
    long line = of(Bound.LINE).most();
    LineLimit.set((int) (line == 0 ? LineLimit.HIGHEST : Math.min(line, LineLimit.HIGHEST)));
    ofTheProcess = this;
    var streams = of(Bound.STREAM_MEMORY);
    StreamMemory.ofTheProcess()
        .bound(
            streams.most(),
            () -> streams.reached(() -> "sources wait earlier for clients that are slow"));
  }

  /** Returns all limits with their defaults. */
  public static Limits standard() {
    return new Limits(Map.of());
  }

  /** Returns a copy with another value, in the unit of the bound; 0 for no bound. */
  public Limits with(Bound bound, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(bound + " is 0, for no bound, or more, was " + value);
    }
    var values = new EnumMap<Bound, Long>(Bound.class);
    limits.forEach((each, limit) -> values.put(each, limit.most()));
    values.put(bound, value);
    return new Limits(values);
  }

  /** Returns a copy with another time. */
  public Limits with(Bound bound, Duration time) {
    return with(bound, time.toMillis());
  }

  /** Returns the limit of a bound. */
  public Limit of(Bound bound) {
    return Objects.requireNonNull(limits.get(bound));
  }

  /** Logs what was counted but not logged yet. */
  public void logRest() {
    limits.values().forEach(Limit::logRest);
  }
}
