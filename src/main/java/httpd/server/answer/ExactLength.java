package httpd.server.answer;

import httpd.Body;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.IOException;

/**
 * Fails a source that has another length than the head says: fewer or more bytes would be read as
 * another message.
 */
final class ExactLength extends ForwardingSource {

  private final long length;
  private long given;

  private ExactLength(LineSource source, long length) {
    super(source);
    this.length = length;
  }

  static LineSource of(Body.PassThrough pieces) {
    return pieces.length().isPresent()
        ? new ExactLength(pieces.source(), pieces.length().getAsLong())
        : pieces.source();
  }

  @Override
  public Poll poll(Runnable wake) {
    return switch (super.poll(wake)) {
      case Line line when given + line.length() > length ->
          wrong(given + line.length() + " or more");
      case Line line -> {
        given += line.length();
        yield line;
      }
      case Poll.End() when given < length -> wrong(Long.toString(given));
      case Poll other -> other;
    };
  }

  private Poll wrong(String came) {
    return new Poll.Failed(
        new IOException("announced were " + length + " bytes, but there are " + came));
  }
}
