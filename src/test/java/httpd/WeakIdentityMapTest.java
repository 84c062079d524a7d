package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {

  private final WeakIdentityMap<String> map = new WeakIdentityMap<>();

  @Test
  void keysAreToldApartByIdentity() {
    var one = new ArrayList<>(List.of(1));
    var equal = new ArrayList<>(List.of(1));
    assertNull(map.putIfAbsent(one, "a"));
    assertEquals("a", map.putIfAbsent(one, "b"));
    assertNull(map.putIfAbsent(equal, "c"));
    one.add(2); // Its hash changes, and it is the same.
    assertTrue(map.replace(one, "a", "d"));
    assertFalse(map.replace(one, "a", "e"));
    assertEquals("d", map.putIfAbsent(one, "f"));
  }

  @Test
  void anEntryGoesWithItsKey() {
    for (int i = 0; i < 100; i++) {
      map.putIfAbsent(new Object(), "gone");
    }
    var kept = new Object();
    map.putIfAbsent(kept, "kept");
    Eventually.holds(
        "the entries are collected",
        () -> {
          System.gc();
          return map.size() == 1;
        });
    assertEquals("kept", map.putIfAbsent(kept, "other"));
  }
}
