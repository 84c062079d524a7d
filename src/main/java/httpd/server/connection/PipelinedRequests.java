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

/** Pipelined requests (RFC 9112, section 9.3.2), which wait for their turn. */
final class PipelinedRequests {

  /** Bytes of heads and bodies that are held before reading pauses. */
  private static final int LIMIT = 64 * 1024;

  /** The memory of a message in addition to its bytes. */
  private static final int OVERHEAD = 256;

  private final Queue<HttpObject> messages = new ArrayDeque<>(2);
  private final MemoryShare memory;
  private int bytes;

  /** Whether there was no memory for one of them. */
  private boolean refused;

  /**
   * Makes an empty queue.
   *
   * @param memory what they hold, in addition to request bodies
   */
  PipelinedRequests(MemoryShare memory) {
    this.memory = memory;
  }

  /** Adds a message, and takes over its buffer. */
  void add(HttpObject message) {
    messages.add(message);
    int size = size(message);
    bytes += size;
    refused |= !memory.take(size);
  }

  /** Removes the next message, whose buffer is the caller's; null if there is none. */
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

  /** Removes all messages, whose buffers are the caller's. */
  List<HttpObject> takeAll() {
    var all = List.copyOf(messages);
    clear();
    return all;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Whether reading from the client has to pause. */
  boolean isFull() {
    return bytes >= LIMIT || refused;
  }

  /** Drops all messages. */
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
