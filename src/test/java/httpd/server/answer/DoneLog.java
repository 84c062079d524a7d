package httpd.server.answer;

import httpd.CloseReason;
import httpd.Request;
import java.util.function.Consumer;

/** Tells why an exchange is done. */
public record DoneLog(Consumer<CloseReason> told) implements ExchangeLog {

  @Override
  public void handles(Request request) {}

  @Override
  public void answered(int status, long bytes) {}

  @Override
  public void opened() {}

  @Override
  public void switched() {}

  @Override
  public void headSent() {}

  @Override
  public void done(CloseReason reason) {
    told.accept(reason);
  }

  @Override
  public void done(CloseReason reason, long lines, long bytes) {
    done(reason);
  }
}
