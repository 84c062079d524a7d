package httpd.logs;

import httpd.file.FileSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The list for a terminal: columns, and how to read on. */
record LogListText(Instant now) {

  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  String of(List<LogEntry> entries, boolean isComplete) {
    var text = new StringBuilder();
    text.append(row("SIZE", "WRITTEN", "STATE", "FILE"));
    for (var entry : entries) {
      var of = entry.log() == null ? "" : "  (of " + entry.log() + ")";
      text.append(
          row(
              FileSize.text(entry.size()),
              age(entry.modified(), now) + " ago",
              entry.state().word(),
              entry.name() + of));
    }
    if (entries.isEmpty()) {
      text.append("no files\n");
    }
    if (!isComplete) {
      text.append(
          "and more: only " + LogWalk.MOST + " names, and those four levels deep, are read\n");
    }
    return text.append(
            "\n?file=FILE follows one, ?file=A&file=B or ?file=*.log several; -N for curl\n")
        .toString();
  }

  private static String row(String size, String age, String state, String name) {
    return String.format(Locale.ROOT, "%9s  %11s  %-10s  %s\n", size, age, state, name);
  }

  /** The time since a moment, in its largest unit. */
  static String age(Instant then, Instant now) {
    long seconds = Math.max(0, Duration.between(then, now).toSeconds());
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min";
    }
    return seconds < DAY ? seconds / HOUR + " h" : seconds / DAY + " d";
  }
}
