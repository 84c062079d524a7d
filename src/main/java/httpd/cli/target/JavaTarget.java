package httpd.cli.target;

import httpd.Handler;
import httpd.script.HandlerFileException;
import httpd.script.HandlerWatch;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handler file, {@code java:FILE.java}; {@code owner} is null before the options are known. */
public record JavaTarget(Path file, @Nullable HandlerWatch owner, boolean watched)
    implements RouteTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super(
          "java",
          "java:FILE.java",
          "call its handle(Request) for each request",
          rest -> new JavaTarget(FileArgument.of(rest).file("java"), null, false));
    }
  }

  @Override
  public JavaTarget with(TargetSettings settings) {
    return new JavaTarget(file, settings.watch(), settings.options().watch());
  }

  @Override
  public Handler open() throws HandlerFileException {
    return Objects.requireNonNull(owner).load(file);
  }

  @Override
  public void check() throws HandlerFileException {
    Objects.requireNonNull(owner).check(file);
  }

  @Override
  public Set<String> methods() {
    return Set.of();
  }

  @Override
  public boolean uses(String option) {
    return option.equals("--watch") || option.startsWith("--durable");
  }

  @Override
  public String toString() {
    return "java:" + file + (watched ? " (watched)" : "");
  }
}
