package httpd.server.answer;

import httpd.CloseReason;
import httpd.Request;
import java.util.List;

/** Notes why an exchange is done. */
record DoneLog(List<CloseReason> reasons) implements ExchangeLog {

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
    reasons.add(reason);
  }

  @Override
  public void done(CloseReason reason, long lines, long bytes) {
    done(reason);
  }
}
