package httpd.cli.target;

import httpd.Handler;
import httpd.route.TargetException;
import httpd.script.HandlerFileException;
import httpd.script.HandlerWatch;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handler as code, {@code -c CODE}; {@code owner} is null before the options are known. */
public record CodeTarget(String code, @Nullable HandlerWatch owner) implements RouteTarget {

  /** How much of the code the table of routes shows. */
  private static final int SHOWN = 60;

  @Override
  public CodeTarget with(TargetSettings settings) {
    return new CodeTarget(code, settings.watch());
  }

  @Override
  public Handler open() throws HandlerFileException, TargetException {
    refuseNone();
    return Objects.requireNonNull(owner).loadCode(code);
  }

  @Override
  public void check() throws HandlerFileException, TargetException {
    refuseNone();
    Objects.requireNonNull(owner).checkCode(code);
  }

  private void refuseNone() throws TargetException {
    if (code.isBlank()) {
      throw TargetException.wrong(
          "there is no code", "write an expression, as -c '/hello=request -> \"hello\"'");
    }
  }

  @Override
  public Set<String> methods() {
    return Set.of();
  }

  @Override
  public boolean uses(String option) {
    return option.startsWith("--durable");
  }

  @Override
  public String toString() {
    var line = "-c " + code.strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
