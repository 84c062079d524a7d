package httpd.server.connection;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.request.ClientText;
import httpd.server.request.MemoryShare;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
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

  private static final int LIMIT = 64 * 1024;

  /** The memory of a message in addition to its bytes. */
  private static final int OVERHEAD = 256;

  private final Limits limits;
  private final Channel channel;

  // Made for the first message: most clients send none ahead.
  private @Nullable Queue<HttpObject> messages;
  private @Nullable MemoryShare memory;

  private int bytes;
  private boolean refused;

  PipelinedRequests(Limits limits, Channel channel) {
    this.limits = limits;
    this.channel = channel;
  }

  private MemoryShare newMemory() {
    return new MemoryShare(
        limits.of(Bound.BODY_MEMORY),
        1,
        () -> "held no more of what " + ClientText.withPort(channel) + " sent ahead");
  }

  /** Adds a message, and takes over its buffer. */
  void add(HttpObject message) {
    messages = messages == null ? new ArrayDeque<>(2) : messages;
    memory = memory == null ? newMemory() : memory;
    messages.add(message);
    int size = size(message);
    bytes += size;
    refused |= !memory.take(size);
  }

  /** Removes the next message, whose buffer is the caller's; null if no message waits. */
  @Nullable HttpObject next() {
    var message = messages == null ? null : messages.poll();
    if (message != null && memory != null) {
      int size = size(message);
      bytes -= size;
      memory.release(size);
    }
    if (isEmpty()) {
      clear();
    }
    return message;
  }

  /** Sends all, which were held undecoded, through the pipeline as it is now. */
  void replayAfter(ChannelHandlerContext codec) {
    var undecoded = messages == null ? List.<HttpObject>of() : List.copyOf(messages);
    clear();
    for (var message : undecoded) {
      codec.fireChannelRead(((HttpContent) message).content());
    }
    if (!undecoded.isEmpty()) {
      codec.fireChannelReadComplete();
    }
  }

  boolean isEmpty() {
    return messages == null || messages.isEmpty();
  }

  boolean isFull() {
    return bytes >= LIMIT || refused;
  }

  void release() {
    if (messages != null) {
      messages.forEach(ReferenceCountUtil::release);
    }
    clear();
  }

  private void clear() {
    bytes = 0;
    refused = false;
    if (messages != null) {
      messages.clear();
    }
    if (memory != null) {
      memory.clear();
    }
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
