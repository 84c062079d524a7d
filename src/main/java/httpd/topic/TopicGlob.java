package httpd.topic;

import java.util.Arrays;

/**
 * A pattern for names of topics: {@code *} stands for any characters but a slash, also for none;
 * {@code **} for any characters; all others for themselves. So {@code chat/*} takes {@code chat/a}
 * and not {@code chat/a/b}, which {@code chat/**} takes. A match costs the product of both lengths
 * at most.
 *
 * @param text as it was written
 */
public record TopicGlob(String text) {

  private static final String ANY = "**";

  /** Whether it has a star, so that it may take more than one name. */
  public boolean isPattern() {
    return text.indexOf('*') >= 0;
  }

  /** Whether it takes a name, as a whole. */
  public boolean takes(String name) {
    if (text.equals(ANY)) {
      return true;
    }
    return isPattern() ? matches(name) : text.equals(name);
  }

  /** Keeps all places of the pattern at which the characters so far may have ended. */
  private boolean matches(String name) {
    var places = new boolean[text.length() + 1];
    var next = new boolean[places.length];
    places[0] = true;
    skipStars(places);
    for (int i = 0; i < name.length(); i++) {
      Arrays.fill(next, false);
      for (int place = 0; place < text.length(); place++) {
        if (places[place]) {
          step(place, name.charAt(i), next);
        }
      }
      skipStars(next);
      var before = places;
      places = next;
      next = before;
    }
    return places[text.length()];
  }

  private void step(int place, char c, boolean[] next) {
    char expected = text.charAt(place);
    if (expected != '*') {
      next[place + 1] |= expected == c;
    } else {
      next[place] |= c != '/' || text.startsWith(ANY, place);
    }
  }

  /** A star may stand for nothing. The two of {@code **} are skipped together. */
  private void skipStars(boolean[] places) {
    for (int place = 0; place < text.length(); place++) {
      if (places[place] && text.charAt(place) == '*') {
        places[place + (text.startsWith(ANY, place) ? ANY.length() : 1)] = true;
      }
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
