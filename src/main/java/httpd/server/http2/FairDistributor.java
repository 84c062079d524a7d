package httpd.server.http2;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.StreamByteDistributor;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import org.jspecify.annotations.Nullable;

/**
 * Gives each stream that has data the same part of what the client takes, and counts what each one
 * has got. On the event loop of the connection only.
 */
final class FairDistributor implements StreamByteDistributor {

  private final Http2Connection connection;
  private final UniformStreamByteDistributor fair;
  private final FrameGuard guard;
  private final Http2Connection.PropertyKey sent;
  private final Writer counting = this::write;
  private @Nullable Writer writer;

  FairDistributor(Http2Connection connection, FrameGuard guard) {
    this.connection = connection;
    this.fair = new UniformStreamByteDistributor(connection);
    this.guard = guard;
    this.sent = connection.newKey();
  }

  @Override
  public void updateStreamableBytes(StreamState state) {
    fair.updateStreamableBytes(state);
  }

  /** Priorities of RFC 7540 are deprecated (RFC 9113, section 5.3). */
  @Override
  public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {}

  @Override
  public boolean distribute(int maxBytes, Writer writer) throws Http2Exception {
    this.writer = writer;
    try {
      return fair.distribute(maxBytes, counting);
    } finally {
      this.writer = null;
    }
  }

  private void write(Http2Stream stream, int bytes) {
    if (writer != null) {
      writer.write(stream, bytes);
    }
    guard.sent(bytes, !connection.remote().flowController().hasFlowControlled(stream));
    if (stream.getProperty(sent) instanceof DataCount counted) {
      counted.add(bytes);
    }
  }

  /** Begins to count what a stream gets, unless that is counted. */
  DataCount count(Http2Stream stream) {
    if (stream.getProperty(sent) instanceof DataCount counted) {
      return counted;
    }
    var begun = new DataCount();
    stream.setProperty(sent, begun);
    return begun;
  }
}
