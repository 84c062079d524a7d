package httpd.durable;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Contents of records that are to be an event, up to the last record that ends with a character;
 * what follows that waits for the record with the rest of its character.
 *
 * <pre>
 *   add ──► │ records ── wholeEnd │ records that end within a character ── end │
 *             takeWhole             stays until add, or takeAll
 * </pre>
 */
final class RecordBatch {

  /** In how many records one character can be: it has at most four bytes. */
  private static final int MOST_PARTS = 4;

  private static final byte[] NOTHING = {};

  private final RecordEvents events;

  private @Nullable Contents contents;
  private int whole;
  private int parts;
  private String wholeEnd = "";
  private String end = "";

  private static final class Contents extends ByteArrayOutputStream {
    Contents(int size) {
      super(size);
    }

    byte[] from(int start) {
      return Arrays.copyOfRange(buf, start, count);
    }

    boolean isUnfinished(RecordEvents events) {
      return events.isUnfinished(buf, count);
    }
  }

  /** An empty one, of what such events are made of. */
  RecordBatch(RecordEvents events) {
    this.events = events;
  }

  /** Adds a record that ends at a position. */
  void add(byte[] record, String position) {
    var all = contents == null ? new Contents(record.length) : contents;
    contents = all;
    all.writeBytes(record);
    end = position;
    parts = all.isUnfinished(events) ? parts + 1 : 0;
    if (parts == 0 || parts >= MOST_PARTS) { // So many parts are of no character.
      parts = 0;
      whole = all.size();
      wholeEnd = position;
    }
  }

  int size() {
    return contents == null ? 0 : contents.size();
  }

  boolean isEmpty() {
    return contents == null;
  }

  boolean hasWhole() {
    return whole > 0;
  }

  String wholeEnd() {
    return wholeEnd;
  }

  String end() {
    return end;
  }

  /** Returns the contents up to {@link #wholeEnd}; the rest stays. */
  byte[] takeWhole() {
    var all = contents;
    if (all == null || whole == all.size()) {
      return takeAll();
    }
    byte[] rest = all.from(whole);
    byte[] taken = Arrays.copyOf(all.from(0), whole);
    contents = new Contents(rest.length);
    contents.writeBytes(rest);
    whole = 0;
    return taken;
  }

  /** Returns all contents, up to {@link #end}. */
  byte[] takeAll() {
    var all = contents;
    contents = null;
    whole = 0;
    parts = 0;
    return all == null ? NOTHING : all.toByteArray();
  }
}
