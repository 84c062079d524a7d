package httpd.topic;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": steps by chance, against lists and maps. */
public interface LogModelContract extends LogEngine {

  private static AssertionError at(long seed, Throwable failure) {
    return new AssertionError("with seed " + seed, failure);
  }

  @Test
  @DisplayName("LG-42 whatever the steps, a log has what was appended, and refuses what it must")
  default void steps() throws Exception {
    for (long seed = 1; seed <= 8; seed++) {
      try (var store = openQuick()) {
        var steps = new RandomLogSteps(store, seed);
        steps.run(500);
        steps.checkAll();
      } catch (AssertionError failure) {
        throw at(seed, failure);
      }
    }
  }

  @Test
  @DisplayName("LG-54 whatever the steps, and however often the store is closed in between")
  default void stepsAndReopened() throws Exception {
    assumeTrue(isDurable());
    for (long seed = 101; seed <= 104; seed++) {
      var store = open();
      try {
        var steps = new RandomLogSteps(store, seed);
        for (int round = 0; round < 12; round++) {
          steps.run(60);
          store.close();
          store = openAgain();
          steps.continueIn(store);
          steps.checkAll();
        }
      } catch (AssertionError failure) {
        throw at(seed, failure);
      } finally {
        store.close();
      }
    }
  }
}
