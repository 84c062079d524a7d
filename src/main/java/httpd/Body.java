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
 * The body of a response: text, bytes, a list of strings, lines that are still to come, or a file.
 */
public sealed interface Body {

  /** What follows a 101: the connection has switched to another protocol. */
  sealed interface Switching extends Body permits Tunnel, WebSocket {

    /** Returns what goes to the client; owned by the response. */
    LineSource source();
  }

  /** No bytes. */
  Body EMPTY = new Text("");

  /**
   * A string, sent in UTF-8 with a {@code Content-Length}.
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
   * Bytes, sent with a {@code Content-Length}.
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
   * A list of strings, each sent as one chunk in UTF-8, without a line feed. Empty ones are left
   * out, since an empty chunk would end the body.
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
   * Lines, each sent as one chunk with a line feed as soon as the source has it.
   *
   * @param source owned by the response: the server closes it, also if it never reads it
   */
  record Lines(LineSource source) implements Body {

    /** Checks for null. */
    public Lines {
      Objects.requireNonNull(source, "source");
      ResponseScope.adopt(source);
    }
  }

  /**
   * Bytes of another server, sent unchanged as soon as the source has them, without a {@code
   * Content-Type} of this server.
   *
   * @param source owned by the response, as of {@link Lines}; its lines need not be whole
   * @param length if known, sent as {@code Content-Length}, without chunks; the connection is cut
   *     if the source is shorter or longer
   * @param trailers called once when the source has ended, and sent after the last chunk
   * @param ends whether the source ends by itself, so that a server that stops waits for it
   * @param ofLines whether the source is a text that is not encoded, so that the server may add a
   *     heartbeat between two lines of an event stream
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
  }

  /**
   * The bytes of another protocol in both directions, after a 101 (RFC 9110, section 7.8). The end
   * of one direction ends that direction alone; a source that fails or is closed early resets it.
   *
   * @param source what goes to the client; owned by the response
   * @param sink called once on an event loop, when the 101 is sent, with what the client sends,
   *     which it owns
   */
  record Tunnel(LineSource source, Consumer<LineSource> sink) implements Switching {

    /** Checks for null. */
    public Tunnel {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(sink, "sink");
      ResponseScope.adopt(source);
    }
  }

  /**
   * Messages in both directions over a WebSocket (RFC 6455), after a 101. The end of the source
   * closes it with 1000; a source that fails, with 1011.
   *
   * @param source each line is a message to the client; owned by the response
   * @param sink called once on an event loop, when the 101 is on its way, with the messages of the
   *     client, which it owns: a text ends with a line feed, bytes have no ending
   */
  record WebSocket(LineSource source, Consumer<LineSource> sink) implements Switching {

    /** Checks for null. */
    public WebSocket {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(sink, "sink");
      ResponseScope.adopt(source);
    }
  }

  /**
   * Regions of an open file, sent with a {@code Content-Length}, without passing through memory.
   * The connection is cut if the file is shorter than a region.
   *
   * @param channel owned by the response: the server closes it, also if it never reads it
   * @param pieces sent in this order; copied
   */
  record File(FileChannel channel, List<Piece> pieces) implements Body {

    /** A part of the body. */
    public sealed interface Piece {

      /** Returns its length in bytes. */
      long length();
    }

    /**
     * Bytes of the file.
     *
     * @param position of the first byte, from 0
     * @param length in bytes
     */
    public record Region(long position, long length) implements Piece {

      /** Checks both. */
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

    /** Returns the length of all pieces in bytes. */
    public long length() {
      return pieces.stream().mapToLong(Piece::length).sum();
    }
  }

  /** Returns the body of an iterator; unread {@link httpd.Lines} pass through as bytes. */
  static Body lines(Iterator<String> lines) {
    return new Lines(lines instanceof httpd.Lines all ? all.toSource() : IteratorSource.of(lines));
  }

  /** Returns the body of a stream. */
  static Body lines(Stream<String> lines) {
    return new Lines(IteratorSource.of(lines));
  }

  /**
   * Returns the body of a value: a {@code String}, a byte array, a {@code List}, {@code Iterator}
   * or {@code Stream} of strings, a {@code Body}, or a {@link Supplier} or {@link Callable} of any
   * of these, which is called at once.
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
                + " gives one, and Response.json(value) makes JSON; this is a "
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
