package httpd.server;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Requests that a client has sent ahead (RFC 9112, section 9.3.2) and that wait for their turn. */
final class HeldMessages {

  /** Bytes of heads and bodies that are held before reading stops. */
  private static final int LIMIT = 64 * 1024;

  /** What a message costs beside its bytes. */
  private static final int OVERHEAD = 256;

  private final Queue<HttpObject> messages = new ArrayDeque<>(2);
  private int bytes;

  /** Keeps a message, whose buffer is owned by this from now on. */
  void add(HttpObject message) {
    messages.add(message);
    bytes += size(message);
  }

  /** Gives the next message and its buffer to the caller; null if there is none. */
  @Nullable HttpObject next() {
    var message = messages.poll();
    bytes -= message == null ? 0 : size(message);
    return message;
  }

  /** Gives all messages and their buffers to the caller. */
  List<HttpObject> takeAll() {
    var all = List.copyOf(messages);
    messages.clear();
    bytes = 0;
    return all;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  boolean isFull() {
    return bytes >= LIMIT;
  }

  /** Drops all. */
  void release() {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
    bytes = 0;
  }

  private static int size(HttpObject message) {
    int size = OVERHEAD;
    if (message instanceof HttpRequest head) {
      size += head.uri().length();
      for (var field : head.headers()) {
        size += field.getKey().length() + field.getValue().length();
      }
    }
    if (message instanceof HttpContent content) {
      size += content.content().readableBytes();
    }
    return size;
  }
}
