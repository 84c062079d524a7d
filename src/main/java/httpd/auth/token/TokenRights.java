package httpd.auth.token;

import httpd.HttpException;
import httpd.topic.TopicRights;
import java.time.InstantSource;

/**
 * The rights of one request by its token, which end with the token. It notes whether the handler
 * has asked for them: one that forgets must not answer.
 *
 * <p>Safe for all threads.
 */
final class TokenRights implements TopicRights {

  /** Tells the log about a refusal. */
  interface Report {
    void refused(String why);
  }

  private final VerifiedToken token;
  private final InstantSource clock;
  private final Report report;
  private volatile boolean asked;

  TokenRights(VerifiedToken token, InstantSource clock, Report report) {
    this.token = token;
    this.clock = clock;
    this.report = report;
  }

  @Override
  public boolean maySubscribe(String topic) {
    asked = true;
    return !isOver() && token.maySubscribe(topic);
  }

  @Override
  public void checkSubscribe(String topic) {
    check(token.maySubscribe(topic), "subscribe to", topic);
  }

  @Override
  public void checkSubscribeSome() {
    check(!token.subscribe().isEmpty(), "subscribe to", "any topic");
  }

  @Override
  public void checkPublish(String topic) {
    check(token.mayPublish(topic), "publish to", topic);
  }

  private void check(boolean may, String what, String topic) {
    asked = true;
    checkTime();
    if (!may) {
      report.refused(token + " does not let it " + what + " " + topic);
      throw TokenRefusals.insufficient(what + " this topic");
    }
  }

  /**
   * Checks that the token has not expired meanwhile.
   *
   * @throws HttpException 401
   */
  void checkTime() {
    if (isOver()) {
      report.refused(token + " has expired meanwhile");
      throw TokenRefusals.invalid();
    }
  }

  private boolean isOver() {
    return !clock.instant().isBefore(token.end());
  }

  boolean wereAsked() {
    return asked;
  }
}
