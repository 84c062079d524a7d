package httpd.line;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import httpd.testing.ProgramClasses;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No source that wraps another may lose what that one can do. */
class ForwardingSourceTest {

  /** Sources that hold another one as their input, and give lines of their own. */
  private static final Set<String> NOT_WRAPPERS = Set.of("httpd.exec.CommandSource");

  /** Records which of its methods were called. */
  private static final class Recorder implements LineSource {
    final List<String> calls = new ArrayList<>();
    private final Insight insight = Insight.behind(6);

    @Override
    public Poll poll(Runnable wake) {
      calls.add("poll");
      return Poll.END;
    }

    @Override
    public void close() {
      calls.add("close");
    }

    @Override
    public boolean hasHeartbeat() {
      calls.add("hasHeartbeat");
      return true;
    }

    @Override
    public Object origin() {
      calls.add("origin");
      return "origin";
    }

    @Override
    public String position() {
      calls.add("position");
      return "position";
    }

    @Override
    public long remainingNanos() {
      calls.add("remainingNanos");
      return 7;
    }

    @Override
    public long skip() {
      calls.add("skip");
      return 3;
    }

    @Override
    public long replaced() {
      calls.add("replaced");
      return 4;
    }

    @Override
    public Insight insight() {
      calls.add("insight");
      return insight;
    }

    @Override
    public String eventType() {
      calls.add("eventType");
      return "type";
    }

    @Override
    public int exitStatus() {
      calls.add("exitStatus");
      return 5;
    }

    @Override
    public Object shared() {
      return "shared";
    }

    @Override
    public LeadSource lead() {
      calls.add("lead");
      return null;
    }

    @Override
    public boolean follow(Lead lead) {
      calls.add("follow");
      return true;
    }

    @Override
    public void goOnAt(Lead lead, Object place) {
      calls.add("goOnAt");
    }
  }

  @Test
  @DisplayName("L-26 a source that wraps another forwards every method of the contract")
  void forwardsEveryMethod() {
    var inner = new Recorder();
    var outer = new ForwardingSource(inner) {};
    var called = new ArrayList<String>();
    for (var method : LineSource.class.getMethods()) {
      if (method.getName().equals("shared")) {
        continue;
      }
      called.add(method.getName());
      assertEquals(answer(method, inner), answer(method, outer), method.getName());
    }
    assertEquals(new TreeSet<>(called), new TreeSet<>(inner.calls), "the test's own recorder");
    assertEquals(2 * called.size(), inner.calls.size());
  }

  private static Object answer(Method method, LineSource source) {
    var arguments = new ArrayList<>();
    for (var type : method.getParameterTypes()) {
      arguments.add(type == Runnable.class ? (Runnable) ForwardingSourceTest::wake : null);
    }
    var answer = assertDoesNotThrow(() -> method.invoke(source, arguments.toArray()));
    return String.valueOf(answer);
  }

  private static void wake() {}

  @Test
  @DisplayName(
      "L-26.1 a source that changes the lines of another one shares nothing unless it says so")
  void sharesNothingUnlessItSaysSo() {
    var inner = new Recorder();
    assertEquals("shared", inner.shared());
    assertNull(new ForwardingSource(inner) {}.shared());
  }

  @Test
  @DisplayName("L-26 every source of the program that wraps another is a ForwardingSource")
  void everyWrapperForwards() {
    var wrappers =
        ProgramClasses.ALL.stream()
            .filter(type -> type.isAssignableTo(LineSource.class) && !type.isInterface())
            .filter(ForwardingSourceTest::takesASource)
            .filter(type -> !NOT_WRAPPERS.contains(type.getName()))
            .toList();
    assertTrue(wrappers.size() >= 8, wrappers::toString);
    var forgetful =
        wrappers.stream()
            .filter(type -> !type.isAssignableTo(ForwardingSource.class))
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
    assertEquals(Set.of(), forgetful);
  }

  /** Whether a constructor takes a source, to be wrapped. */
  private static boolean takesASource(JavaClass type) {
    return type.getConstructors().stream()
        .flatMap(constructor -> constructor.getRawParameterTypes().stream())
        .anyMatch(parameter -> parameter.isAssignableTo(LineSource.class) && isInput(parameter));
  }

  /** A queue is how a source gets its own lines, and an enclosing source is not wrapped. */
  private static boolean isInput(JavaClass parameter) {
    return !parameter.isEquivalentTo(LineQueue.class);
  }
}
