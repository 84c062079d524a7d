package httpd;

import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes each {@link Hub}. The implementation is found as a {@linkplain ServiceLoader service}, as
 * that of {@link LineOpener}.
 */
public interface HubMaker {

  /** As {@link Hub#keeping}. */
  Hub keeping(int events);

  /** As {@link Hub#dropping}. */
  Hub dropping(int events);

  /** As {@link Hub#conflating}. */
  Hub conflating(int events, Function<ServerSentEvent, @Nullable String> key);

  /** The one that is installed. */
  static HubMaker installed() {
    return Installed.MAKER;
  }

  /** Looked up when it is first asked for. */
  final class Installed {
    private static final HubMaker MAKER =
        ServiceLoader.load(HubMaker.class, HubMaker.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no HubMaker is installed"));

    private Installed() {}
  }
}
