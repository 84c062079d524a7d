package httpd.durable;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import httpd.sse.EventFrame;
import java.time.Instant;
import java.util.Base64;

/**
 * Makes the events of a stream: {@code data} and {@code control}.
 *
 * @param form of the data
 * @param cursor of the client, or of all
 */
record RecordEvents(StreamType.Form form, StreamCursor cursor) {

  /** What a client knows after a {@code control}. */
  enum Reached {
    /** More is there already. */
    A_PART,
    /** It has everything. */
    THE_END,
    /** It has everything, and nothing will follow. */
    THE_LAST
  }

  /** Returns an event with the contents of records, and the one that says where they end. */
  Line data(byte[] contents, String position, Reached reached) {
    var frame = new EventFrame().event("data").tightData(data(contents)).endEvent();
    return control(frame, position, reached);
  }

  /** Returns an event that says where the client is. */
  Line control(String position, Reached reached) {
    return control(new EventFrame(), position, reached);
  }

  /** Whether contents end within a character, so that an event of them could not be decoded. */
  boolean isUnfinished(byte[] contents, int length) {
    return form == StreamType.Form.TEXT && UnfinishedCharacter.isAtEndOf(contents, length);
  }

  private byte[] data(byte[] contents) {
    return switch (form) {
      case TEXT -> contents;
      case JSON -> StreamType.array(contents);
      case BASE64 -> Base64.getEncoder().encode(contents);
    };
  }

  private Line control(EventFrame frame, String position, Reached reached) {
    var json =
        new StringBuilder("{\"streamNextOffset\":\"").append(Offsets.of(position)).append('"');
    switch (reached) {
      case A_PART -> appendCursor(json);
      case THE_END -> appendCursor(json).append(",\"upToDate\":true");
      case THE_LAST -> json.append(",\"upToDate\":true,\"streamClosed\":true");
    }
    byte[] control = json.append('}').toString().getBytes(UTF_8);
    return frame.event("control").tightData(control).toLine();
  }

  private StringBuilder appendCursor(StringBuilder json) {
    return json.append(",\"streamCursor\":\"").append(cursor.at(Instant.now())).append('"');
  }
}
