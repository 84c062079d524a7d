package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.blocking.IteratorSource;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a response carries: a string, a list of strings, lines that are still to come, or a file.
 */
public sealed interface Body {

  /** No bytes. */
  Body EMPTY = new Text("");

  /**
   * A string, all there: sent in one write with a {@code Content-Length}, in UTF-8.
   *
   * @param text not null
   */
  record Text(String text) implements Body {

    /** Checks for null. */
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * Bytes, all there: sent with a {@code Content-Length}, unchanged.
   *
   * @param bytes not copied, so not to be changed any more
   */
  @SuppressWarnings("ArrayRecordComponent") // A copy of what may be large would serve no purpose.
  record Bytes(byte[] bytes) implements Body {

    /** Checks for null. */
    public Bytes {
      Objects.requireNonNull(bytes, "bytes");
    }
  }

  /**
   * A list, all there: each element is one chunk, verbatim and in UTF-8, with no line feed added.
   * An empty element is left out, since an empty chunk would end the body.
   *
   * @param chunks copied
   */
  record Chunks(List<String> chunks) implements Body {

    /** Copies the list; null elements are refused. */
    public Chunks {
      chunks = List.copyOf(chunks);
    }
  }

  /**
   * Lines, each sent as one chunk with a line feed the moment it is there. The server closes the
   * source, whatever ends the response and even if it never reads it.
   *
   * @param source owned by the response from now on
   */
  record Lines(LineSource source) implements Body {

    /** Checks for null. */
    public Lines {
      Objects.requireNonNull(source, "source");
      ResponseScope.adopt(source);
    }
  }

  /**
   * Bytes of somebody else that pass through: each line of the source is sent as it is the moment
   * it is there, and nothing is said of them that the headers do not say: no {@code Content-Type}
   * is made up. The server closes the source, whatever ends the response and even if it never reads
   * it.
   *
   * @param source owned by the response from now on; it need not cut its bytes into whole lines
   * @param length if known, sent as {@code Content-Length}, without chunks; a source that turns out
   *     to be shorter or longer is a failure, and the connection is cut
   * @param trailers asked once when the source has ended, and sent behind the last chunk
   * @param ends whether the source is known to come to an end, so that a server that stops lets it;
   *     otherwise it is cut, as lines are
   * @param ofLines whether the source gives all of a text that is not encoded, so that a line which
   *     is added between two of its lines is a line of the text; only then can it be an event
   *     stream to which the server adds heartbeats
   */
  record PassThrough(
      LineSource source,
      OptionalLong length,
      Supplier<Headers> trailers,
      boolean ends,
      boolean ofLines)
      implements Body {

    /** Checks for null. */
    public PassThrough {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(length, "length");
      Objects.requireNonNull(trailers, "trailers");
      ResponseScope.adopt(source);
      if (length.isPresent() && length.getAsLong() < 0) {
        throw new IllegalArgumentException("a length is 0 or more, was " + length.getAsLong());
      }
    }

    /** Of bytes to which nothing can be added. */
    public PassThrough(
        LineSource source, OptionalLong length, Supplier<Headers> trailers, boolean ends) {
      this(source, length, trailers, ends, false);
    }

    /** Without trailers; it ends if its length is known. */
    public PassThrough(LineSource source, OptionalLong length) {
      this(source, length, () -> Headers.EMPTY, length.isPresent());
    }
  }

  /**
   * A connection that goes over to another protocol (RFC 9110, section 7.8), as the body of a 101:
   * bytes both ways, which nobody here reads. The end of one direction ends that direction alone; a
   * source that fails, or is closed before its end, is a reset, on either side.
   *
   * @param source what goes to the client; owned by the response from now on
   * @param sink is given what the client sends, once, when the 101 is on its way, and owns it from
   *     then on; on an event loop
   */
  record Tunnel(LineSource source, Consumer<LineSource> sink) implements Body {

    /** Checks for null. */
    public Tunnel {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(sink, "sink");
      ResponseScope.adopt(source);
    }
  }

  /**
   * Regions of an open file, all there: sent with a {@code Content-Length}, from the file to the
   * socket without passing through memory, whatever their length. If the file turns out to be
   * shorter than a region, the connection is cut.
   *
   * @param channel owned by the response from now on: the server closes it, whatever ends the
   *     response and even if it never reads it
   * @param pieces sent in this order; copied
   */
  record File(FileChannel channel, List<Piece> pieces) implements Body {

    /** What follows what. */
    public sealed interface Piece {

      /** Its length on the wire, in bytes. */
      long length();
    }

    /**
     * Bytes of the file.
     *
     * @param position of the first, from 0
     * @param length how many
     */
    public record Region(long position, long length) implements Piece {

      /** Checks that it lies in some file. */
      public Region {
        if (position < 0 || length < 0 || position + length < 0) {
          throw new IllegalArgumentException(
              "no file has " + length + " bytes at position " + position);
        }
      }
    }

    /**
     * Text between two regions.
     *
     * @param text sent in UTF-8
     */
    public record Literal(String text) implements Piece {

      /** Checks for null. */
      public Literal {
        Objects.requireNonNull(text, "text");
      }

      @Override
      public long length() {
        return text.getBytes(UTF_8).length;
      }
    }

    /** Copies the list. */
    public File {
      Objects.requireNonNull(channel, "channel");
      ResponseScope.adopt(channel);
      pieces = List.copyOf(pieces);
    }

    /** One region. */
    public File(FileChannel channel, long position, long length) {
      this(channel, List.of(new Region(position, length)));
    }

    /** The length of all pieces, in bytes. */
    public long length() {
      return pieces.stream().mapToLong(Piece::length).sum();
    }
  }

  /** The body of an iterator: {@link httpd.Lines} that nobody touched pass through as bytes. */
  static Body lines(Iterator<String> lines) {
    return new Lines(lines instanceof httpd.Lines all ? all.toSource() : IteratorSource.of(lines));
  }

  /** The body of a stream. */
  static Body lines(Stream<String> lines) {
    return new Lines(IteratorSource.of(lines));
  }

  /**
   * The body that a value stands for: a {@code String}, a {@code List} of strings, an {@code
   * Iterator} or {@code Stream} of strings, a {@code Body}, or a function without arguments ({@link
   * Supplier}, {@link Callable}) that gives any of these and is called at once, on the calling
   * thread.
   *
   * @throws IllegalArgumentException if it is none of these, or null
   * @throws Exception what the function throws
   */
  static Body of(@Nullable Object value) throws Exception {
    return switch (value) {
      case null ->
          throw new IllegalArgumentException(
              "the body is null; return \"\" for an empty one, or a Response");
      case Body body -> body;
      case String text -> new Text(text);
      case byte[] bytes -> new Bytes(bytes);
      case List<?> list -> new Chunks(list.stream().map(Body::string).toList());
      case Iterator<?> iterator -> lines(strings(iterator));
      case Stream<?> stream ->
          new Lines(IteratorSource.of(stream, element -> Line.of(string(element))));
      case Supplier<?> supplier -> of(supplier.get());
      case Callable<?> callable -> of(callable.call());
      default -> {
        ResponseScope.adopt(value instanceof AutoCloseable closeable ? closeable : null);
        throw new IllegalArgumentException(
            "a body is a String, a List, an Iterator or a Stream of strings, or a function that"
                + " gives one; this is a "
                + value.getClass().getName());
      }
    };
  }

  // Each element is checked when it is read: a ClassCastException fails the stream.
  @SuppressWarnings("unchecked")
  private static Iterator<String> strings(Iterator<?> iterator) {
    return (Iterator<String>) iterator;
  }

  private static String string(@Nullable Object element) {
    if (element instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "a list or stream body is made of strings; this element is "
            + (element == null ? "null" : "a " + element.getClass().getName()));
  }
}
