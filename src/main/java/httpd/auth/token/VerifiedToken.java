package httpd.auth.token;

import httpd.topic.TopicPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a token says whose signature is right.
 *
 * @param subject null if it names none
 * @param end when it is no longer accepted
 */
record VerifiedToken(
    @Nullable String subject,
    List<TopicPattern> publish,
    List<TopicPattern> subscribe,
    Instant end) {

  private static final int LONGEST_SUBJECT = 256;
  private static final String OWN = "httpd";
  private static final String MERCURE = "mercure";
  private static final String PUBLISH = "publish";
  private static final String SUBSCRIBE = "subscribe";
  private static final TopicPattern ALL = new TopicPattern("**");

  static VerifiedToken read(TokenJson claims, ExpectedClaims expected, TokenTimes times)
      throws InvalidTokenException {
    var end = times.check(claims);
    expected.check(claims);
    return new VerifiedToken(
        subject(claims), rights(claims, PUBLISH), rights(claims, SUBSCRIBE), end);
  }

  private static @Nullable String subject(TokenJson claims) throws InvalidTokenException {
    var subject = claims.text("sub");
    boolean isName =
        subject == null
            || (!subject.isBlank()
                && subject.length() <= LONGEST_SUBJECT
                && subject.codePoints().noneMatch(Character::isISOControl));
    if (!isName) {
      throw new InvalidTokenException("its \"sub\" is empty, too long or has control characters");
    }
    return subject;
  }

  private static List<TopicPattern> rights(TokenJson claims, String what)
      throws InvalidTokenException {
    var rights = new ArrayList<TopicPattern>();
    var own = claims.object(OWN);
    if (own != null) {
      for (var name : own.names()) {
        if (!name.equals(PUBLISH) && !name.equals(SUBSCRIBE)) {
          throw new InvalidTokenException("\"httpd\" of its claims has \"" + name + "\"");
        }
      }
      own.texts(what).stream().map(TopicPattern::new).forEach(rights::add);
    }
    var mercure = claims.object(MERCURE);
    if (mercure != null) {
      mercure.texts(what).stream().flatMap(VerifiedToken::ofMercure).forEach(rights::add);
    }
    return List.copyOf(rights);
  }

  /**
   * A star alone is everything; templates, and names with a star, which is no glob there, open
   * none.
   */
  private static Stream<TopicPattern> ofMercure(String selector) {
    if (selector.equals("*")) {
      return Stream.of(ALL);
    }
    boolean isName = selector.indexOf('{') < 0 && selector.indexOf('*') < 0;
    return isName ? Stream.of(new TopicPattern(selector)) : Stream.empty();
  }

  boolean mayPublish(String topic) {
    return publish.stream().anyMatch(pattern -> pattern.takes(topic));
  }

  boolean maySubscribe(String topic) {
    return subscribe.stream().anyMatch(pattern -> pattern.takes(topic));
  }

  /** Names the user alone. */
  @Override
  public String toString() {
    return subject == null ? "a token without sub" : "the token of " + subject;
  }
}
