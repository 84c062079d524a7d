package httpd.server.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.CloseReason;
import httpd.http.JsonWriter;
import httpd.http.UnixPeer;
import httpd.line.log.LogText;
import httpd.server.AccessEvent;
import httpd.server.AccessEvent.Phase;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Formats an {@link AccessEvent} as one line. Whatever a client has sent, it stays one line without
 * control characters.
 */
public enum LogFormat {

  /** For people: a stream has a line for each of its phases, anything else one. */
  TEXT {
    @Override
    public String line(AccessEvent event) {
      return textLine(event, status(event));
    }
  },

  /** For programs: one JSON object a line (RFC 8259), the same events as {@link #TEXT}. */
  JSON {
    @Override
    public String line(AccessEvent event) {
      var asked = event.asked();
      try (var json = JsonWriter.ofAscii().object()) {
        json.add("time", event.at().toString());
        json.add("event", event.phase().name().toLowerCase(Locale.ROOT));
        json.add("id", asked.id());
        json.add("client", UnixPeer.orAddress(asked.client().getAddress()));
        json.add("port", asked.client().getPort());
        json.add("user", cut(event.user()));
        json.add("method", cut(asked.method()));
        json.add("target", cut(text(asked.target())));
        json.add("protocol", cut(asked.protocol()));
        json.add("referer", cut(text(asked.referer())));
        json.add("agent", cut(text(asked.userAgent())));
        json.add("status", event.status());
        if (event.phase() == Phase.DONE) {
          json.add("reason", word(event.reason()));
          if (event.streamed()) {
            json.add("lines", event.lines());
          }
          json.add("bytes", event.bytes());
        }
        json.add("micros", event.took().toNanos() / 1000);
        return json.end().take();
      }
    }
  },

  /** For what reads the logs of other servers: the combined log format, a line when it is done. */
  COMBINED {
    @Override
    public @Nullable String line(AccessEvent event) {
      if (event.phase() != Phase.DONE) {
        return null;
      }
      var asked = event.asked();
      return "%s - %s [%s] \"%s %s %s\" %s %s \"%s\" \"%s\""
          .formatted(
              UnixPeer.orAddress(asked.client().getAddress()),
              user(event),
              Times.COMBINED.format(asked.arrived().atZone(ZoneId.systemDefault())),
              escape(asked.method()),
              escape(asked.target()),
              escape(asked.protocol()),
              event.status() == 0 ? CLIENT_CLOSED_REQUEST : event.status(),
              event.bytes() == 0 ? "-" : Long.toString(event.bytes()),
              escape(asked.referer()),
              escape(asked.userAgent()));
    }
  };

  private static final int LONGEST = 4096;

  /** The status that other servers log for a client that left before it was answered. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  /** Made for the first line: the formats are named at each start, also with {@code --log off}. */
  private static final class Times {
    static final DateTimeFormatter TEXT =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    static final DateTimeFormatter COMBINED =
        DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private Times() {}
  }

  /** Returns the line without its ending; null if this format has no line for the event. */
  public abstract @Nullable String line(AccessEvent event);

  /**
   * The line of {@link #TEXT} with its status written in another way, as in colour.
   *
   * @param status what stands for {@link #status}
   */
  public static String textLine(AccessEvent event, String status) {
    var asked = event.asked();
    return String.join(
        " ",
        Times.TEXT.format(local(event)),
        "#" + asked.id(),
        (event.user() == null ? "" : user(event) + "@")
            + UnixPeer.orAddress(asked.client().getAddress()),
        escape(asked.method()),
        escape(asked.target()),
        status,
        what(event));
  }

  /** The status as {@link #TEXT} has it; a hyphen if no response was written. */
  public static String status(AccessEvent event) {
    return event.status() == 0 ? "-" : Integer.toString(event.status());
  }

  private static ZonedDateTime local(AccessEvent event) {
    return event.at().atZone(ZoneId.systemDefault());
  }

  private static String what(AccessEvent event) {
    return switch (event.phase()) {
      case OPEN -> "open";
      case HEAD -> "head in " + seconds(event.took());
      case DONE ->
          (event.streamed() ? count(event.lines(), "line") + ", " : "")
              + count(event.bytes(), "byte")
              + " in "
              + seconds(event.took())
              + ", "
              + word(event.reason());
    };
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String word(@Nullable CloseReason reason) {
    return reason == null ? "-" : reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Without a formatter: its first number takes longer than a request. */
  private static String seconds(Duration time) {
    long millis = time.plusNanos(500_000).toMillis();
    return millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1) + "s";
  }

  /** The bytes that were sent as UTF-8, or as Latin-1 if they are not. */
  private static @Nullable String text(@Nullable String sent) {
    if (sent == null) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(sent.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException notUtf8) {
      return sent;
    }
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : LogText.cut(text, LONGEST);
  }

  /** The name as one field: blanks are escaped too. */
  private static String user(AccessEvent event) {
    return event.user() == null
        ? "-"
        : LogText.field(LogText.cut(event.user(), LONGEST)).replace(" ", "\\x20");
  }

  private static String escape(@Nullable String text) {
    return text == null ? "-" : LogText.sentField(LogText.cut(text, LONGEST));
  }
}
