package httpd.durable;

import httpd.HttpException;
import httpd.line.LineSource;
import httpd.topic.Log;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream at one moment: its log, what its creator said of it, and, of a fork, the logs that its
 * first records are in.
 *
 * <pre>
 *   source's source ──records──► end │ source ──records──► end │ own log ──records──► follows
 * </pre>
 *
 * @param sections the logs in which its records are, in order; its own is the last
 */
record DurableStream(Log log, Map<String, String> attributes, List<Section> sections) {

  static final String TYPE = "type";
  static final String ID = "id";

  /**
   * A part of a stream.
   *
   * @param end the position at which the next one begins; null for the last
   */
  record Section(Log log, @Nullable String end) {

    /** Whether there is something of it after a position. */
    boolean hasAfter(String position) {
      return end == null || Offsets.compare(position, end) < 0;
    }
  }

  StreamType type() {
    return new StreamType(attributes.getOrDefault(TYPE, StreamType.DEFAULT.text()));
  }

  StreamLife life() {
    return StreamLife.of(attributes);
  }

  /** Returns the id of which its entity tags are made: no other stream has it, nor had it. */
  String id() {
    return attributes.getOrDefault(ID, "");
  }

  /** Returns the position before its first record. */
  String beginning() throws IOException {
    return sections.getFirst().log().bounds().oldest();
  }

  /**
   * Returns the position of an offset in this stream.
   *
   * @param newest the position after the last record
   * @throws HttpException 400 if it is malformed, or of another stream; 410 if what follows it was
   *     dropped
   */
  String position(String offset, String newest) throws IOException {
    var oldest = beginning();
    if (Offsets.isBeginning(offset)) {
      return oldest;
    }
    if (offset.equals(Offsets.NOW)) {
      return newest;
    }
    var position = Offsets.position(offset);
    if (Offsets.compare(position, oldest) < 0) {
      throw Offsets.mayBeDropped(position, oldest) ? dropped() : foreign(offset);
    }
    if (Offsets.compare(position, newest) > 0) {
      throw foreign(offset);
    }
    return position;
  }

  private static HttpException foreign(String offset) {
    return new HttpException(
        400, "the offset " + offset + " is not of this stream, or beyond its end");
  }

  static HttpException dropped() {
    return new HttpException(
        410, "410 Gone: what follows this offset is no longer kept; read again with offset=-1");
  }

  /** Returns the records after a position, then those that are appended; opens nothing yet. */
  StitchedSource after(String position) throws IOException {
    var sources = new ArrayList<StitchedSource.Part>();
    var from = position;
    for (var section : sections) {
      if (section.hasAfter(from)) {
        sources.add(new StitchedSource.Part(after(section.log(), from), section.end()));
        from = section.end() == null ? from : section.end();
      }
    }
    return new StitchedSource(position, sources);
  }

  private static LineSource after(Log log, String position) throws IOException {
    return switch (log.after(position)) {
      case Resumption.Found(var source) -> source;
      case Resumption.Lost _ -> throw dropped();
    };
  }
}
