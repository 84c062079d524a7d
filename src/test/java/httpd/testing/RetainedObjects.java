package httpd.testing;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** The objects that are alive, by class: the JVM's histogram of the heap, after a collection. */
public final class RetainedObjects {

  /** How many objects there are of a class, and their bytes. */
  private record Use(long count, long bytes) {}

  private static final Pattern ROW =
      Pattern.compile("(?m)^ *\\d+: +(\\d+) +(\\d+) +(\\S+)(?: \\(.*\\))?$");

  private final Map<String, Use> classes = new HashMap<>();

  private RetainedObjects(String histogram) {
    var row = ROW.matcher(histogram);
    while (row.find()) {
      classes.put(
          row.group(3), new Use(Long.parseLong(row.group(1)), Long.parseLong(row.group(2))));
    }
  }

  public static RetainedObjects now() {
    try {
      var command = new ObjectName("com.sun.management:type=DiagnosticCommand");
      var histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  command,
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return new RetainedObjects((String) histogram);
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  public long count(String className) {
    return classes.getOrDefault(className, new Use(0, 0)).count();
  }

  /** The bytes of all classes with such names. */
  public long bytes(Predicate<String> names) {
    return classes.entrySet().stream()
        .filter(entry -> names.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().bytes())
        .sum();
  }
}
