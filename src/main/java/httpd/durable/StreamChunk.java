package httpd.durable;

import httpd.HttpException;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Records of a stream that are there already.
 *
 * @param contents one after the other, in memory; empty if they are in a file
 * @param file what is to be sent of a file; null if they are in memory. The owner closes it
 * @param end the position after the last
 * @param newest the end of the stream when they were read
 * @param isClosed whether the stream was closed then
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record StreamChunk(
    byte[] contents, Log.@Nullable Part file, String end, String newest, boolean isClosed) {

  /** The most bytes in memory, unless one record is longer. */
  static final int MOST_BYTES = 1024 * 1024;

  /** The most bytes of a file. */
  static final long MOST_OF_FILE = 64L * 1024 * 1024;

  boolean isEmpty() {
    return contents.length == 0 && file == null;
  }

  boolean isUpToDate() {
    return end.equals(newest);
  }

  /** Whether nothing will ever follow it. */
  boolean isLast() {
    return isClosed && isUpToDate();
  }

  /**
   * Reads what follows a position, up to a state of the stream. Waits for a disk, not for appends.
   */
  static StreamChunk read(DurableStream stream, String after, Log.State state)
      throws IOException, InterruptedException {
    var newest = state.bounds().newest();
    if (after.equals(newest)) {
      return new StreamChunk(new byte[0], null, after, newest, state.isClosed());
    }
    var part = part(stream, after, newest);
    if (part != null) {
      return new StreamChunk(new byte[0], part, part.end(), newest, state.isClosed());
    }
    try (var source = stream.after(after)) {
      var contents = new ByteArrayOutputStream();
      while (!source.position().equals(newest) && contents.size() < MOST_BYTES) {
        var line = next(source);
        if (line == null) {
          break;
        }
        contents.writeBytes(line.content());
      }
      return new StreamChunk(
          contents.toByteArray(), null, source.position(), newest, state.isClosed());
    }
  }

  /** Returns contents in a file, if they are many or all, and not beyond the end. */
  private static Log.@Nullable Part part(DurableStream stream, String after, String newest)
      throws IOException {
    for (var section : stream.sections()) {
      if (section.hasAfter(after)) {
        var part = section.log().part(after, MOST_OF_FILE);
        var end = section.end() == null ? newest : section.end();
        if (part != null && !isOfUse(part, end, newest)) {
          part.channel().close();
          return null;
        }
        return part;
      }
    }
    return null;
  }

  /** Few contents are not worth an answer of their own, unless they are the last. */
  private static boolean isOfUse(Log.Part part, String end, String newest) {
    return Offsets.compare(part.end(), end) <= 0
        && (part.length() >= MOST_BYTES || part.end().equals(newest));
  }

  /** Waits for the next record; null at the end of the log. */
  static @Nullable Line next(StitchedSource source) throws IOException, InterruptedException {
    while (true) {
      var woken = new CountDownLatch(1);
      switch (source.poll(woken::countDown)) {
        case Line line -> {
          return line;
        }
        case Poll.Pending _ -> woken.await();
        case Poll.End _ -> {
          return null;
        }
        case Poll.Failed(var why) -> throw failure(why);
      }
    }
  }

  static IOException failure(Throwable why) {
    return switch (why) {
      case FellBehindException _ -> throw DurableStream.dropped();
      case LogDeletedException _ -> throw deleted();
      case IOException failed -> failed;
      default -> new IOException(why);
    };
  }

  static HttpException deleted() {
    return new HttpException(404, "404 Not Found: the stream was deleted");
  }
}
