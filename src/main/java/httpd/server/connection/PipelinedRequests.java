package httpd.server.connection;

import httpd.server.request.MemoryShare;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Requests that a client has sent ahead (RFC 9112, section 9.3.2) and that wait for their turn. */
final class PipelinedRequests {

  /** Bytes of heads and bodies that are held before reading stops. */
  private static final int LIMIT = 64 * 1024;

  /** What a message costs beside its bytes. */
  private static final int OVERHEAD = 256;

  private final Queue<HttpObject> messages = new ArrayDeque<>(2);
  private final MemoryShare memory;
  private int bytes;

  /** Whether there was no memory for one of those that wait. */
  private boolean refused;

  /**
   * None so far.
   *
   * @param memory what they cost, beside the bodies of requests
   */
  PipelinedRequests(MemoryShare memory) {
    this.memory = memory;
  }

  /** Keeps a message, whose buffer is owned by this from now on. */
  void add(HttpObject message) {
    messages.add(message);
    int size = size(message);
    bytes += size;
    refused |= !memory.take(size);
  }

  /** Gives the next message and its buffer to the caller; null if there is none. */
  @Nullable HttpObject next() {
    var message = messages.poll();
    if (message != null) {
      int size = size(message);
      bytes -= size;
      memory.release(size);
    }
    if (messages.isEmpty()) {
      clear();
    }
    return message;
  }

  /** Gives all messages and their buffers to the caller. */
  List<HttpObject> takeAll() {
    var all = List.copyOf(messages);
    clear();
    return all;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Whether no more is to be read from the client. */
  boolean isFull() {
    return bytes >= LIMIT || refused;
  }

  /** Drops all. */
  void release() {
    messages.forEach(ReferenceCountUtil::release);
    clear();
  }

  private void clear() {
    messages.clear();
    bytes = 0;
    refused = false;
    memory.clear();
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
