package httpd.server.request;

import httpd.HttpException;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Poll;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of a request that has none: it has ended before it is read. Most requests have it. */
public final class AbsentBody extends RequestBody {

  private final Limits limits;

  public AbsentBody(Limits limits) {
    this.limits = limits;
  }

  @Override
  public boolean isAbsent() {
    return true;
  }

  @Override
  public Poll poll(Runnable wake) {
    return Poll.END;
  }

  @Override
  public void close() {}

  @Override
  public long announced() {
    return 0;
  }

  @Override
  public long longest() {
    return limits.of(Bound.BODY).most();
  }

  @Override
  public void leave() {}

  @Override
  public @Nullable HttpException objection() {
    return null;
  }

  @Override
  public void whenRefused(Consumer<HttpException> task) {}

  @Override
  public boolean isRefused() {
    return false;
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public boolean withdrawContinue() {
    return false;
  }

  @Override
  public void askBeforeAnswer() {}

  @Override
  public boolean isAwaited() {
    return false;
  }

  @Override
  public long received() {
    return 0;
  }

  @Override
  public boolean owesTooMuch() {
    return false;
  }

  @Override
  public boolean isTooLongToDiscard() {
    return false;
  }

  @Override
  public void receive(ByteBuf content) {}

  @Override
  public void complete() {}

  @Override
  public void fail(Throwable cause) {}

  @Override
  public void discard() {}
}
