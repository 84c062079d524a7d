package httpd.cli.target;

import httpd.Handler;
import httpd.live.Presentation;
import httpd.tail.TailedFiles;
import java.io.IOException;
import java.util.Optional;

/** The lines added to a file, {@code tail:FILE}. */
public record TailTarget(String name, Presentation presentation) implements LiveTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super(
          "tail",
          "tail:FILE",
          "lines added to FILE from now on, as tail -F shows them",
          rest ->
              LogsTarget.isMeant(rest)
                  ? LogsTarget.of(rest)
                  : new TailTarget(FileArgument.of(rest).followed(), Presentation.DEFAULT));
    }
  }

  @Override
  public TailTarget shown(Presentation presentation) {
    return new TailTarget(name, presentation);
  }

  @Override
  public Handler open() {
    return topic(TailedFiles.ofTheProcess().file(name));
  }

  /** {@inheritDoc} The name without its directory. */
  @Override
  public String source() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public Optional<String> notice() {
    try {
      return TailedFiles.ofTheProcess().file(name).exists()
          ? Optional.empty()
          : Optional.of("tail:" + name + " does not exist yet; its clients wait for it");
    } catch (IOException e) {
      return Optional.of("tail:" + name + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return named("tail:" + name);
  }
}
