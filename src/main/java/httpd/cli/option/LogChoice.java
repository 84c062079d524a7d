package httpd.cli.option;

import httpd.server.log.LogFormat;
import org.jspecify.annotations.Nullable;

/** What {@code --log} takes. */
public enum LogChoice {
  TEXT(LogFormat.TEXT),
  JSON(LogFormat.JSON),
  COMBINED(LogFormat.COMBINED),
  OFF(null);

  private final @Nullable LogFormat format;

  LogChoice(@Nullable LogFormat format) {
    this.format = format;
  }

  public @Nullable LogFormat format() {
    return format;
  }
}
