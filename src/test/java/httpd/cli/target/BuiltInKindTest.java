package httpd.cli.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.route.TargetKind;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The kinds of the program are named twice: for its own start, and for others. */
class BuiltInKindTest {

  @Test
  @DisplayName("C-120 the kinds of the program are those that its jar announces")
  void announced() {
    var announced =
        ServiceLoader.load(TargetKind.class).stream()
            .map(ServiceLoader.Provider::type)
            .filter(BuiltInKind.class::isAssignableFrom)
            .toList();
    assertEquals(announced, BuiltInKind.all().stream().map(TargetKind::getClass).toList());
  }
}
