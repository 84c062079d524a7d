package httpd.server.request;

import httpd.HttpException;
import httpd.RequestContent;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request: what its handler reads, and what its exchange asks and does. All methods
 * below on the event loop, except {@link #leave}.
 */
public abstract sealed class RequestBody implements RequestContent
    permits ArrivingBody, AbsentBody {

  static HttpException tooLong(long most) {
    return new HttpException(413, "The request body is longer than " + most + " bytes");
  }

  static HttpException noMemory() {
    return new HttpException(503, "The server has no memory left for this request body");
  }

  /** Whether the head says that there is none. */
  public boolean isAbsent() {
    return false;
  }

  /** The exchange has ended, or the handler has returned: the memory is released after both. */
  public abstract void leave();

  /** Returns why the body is refused before it arrives; null if it is not. */
  public abstract @Nullable HttpException objection();

  public abstract void whenRefused(Consumer<HttpException> task);

  /** Whether the reader has closed the body without polling it, so that no 100 is sent. */
  public abstract boolean isRefused();

  public abstract boolean isComplete();

  /** Sends no 100 from now on; returns whether the client waits for one. */
  public abstract boolean withdrawContinue();

  public abstract void askBeforeAnswer();

  /** Whether the reader waits for a client that may send and has a reason to. */
  public abstract boolean isAwaited();

  public abstract long received();

  /** Whether more is to come, as far as that is known, than may be discarded. */
  public abstract boolean owesTooMuch();

  /** Whether more than may be discarded has come after its reader had left. */
  public abstract boolean isTooLongToDiscard();

  public abstract void receive(ByteBuf content);

  public abstract void complete();

  public abstract void fail(Throwable cause);

  /** Counts and drops what still arrives, since the body has no reader. */
  public abstract void discard();
}
