package httpd.line;

import java.time.Duration;

/** How long bytes wait for the end of their line before they are passed on without it. */
public final class UnfinishedLine {

  /**
   * From the first byte that has come and was not passed on: not from the last, or bytes that keep
   * coming would wait for ever. Long enough for a line that arrives in several packets to leave as
   * one, short enough that a person who reads along does not see it.
   */
  public static final Duration DELAY = Duration.ofMillis(10);

  private UnfinishedLine() {}
}
