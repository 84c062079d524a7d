package httpd.cli.target;

import httpd.Handler;
import httpd.cli.option.Options;
import httpd.durable.StreamsHandler;
import httpd.durable.StreamsInMemory;
import httpd.limit.Limits;
import httpd.route.TargetException;
import httpd.topic.Retention;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Streams of the Durable Streams protocol, {@code streams:}. */
record StreamsTarget(LogPlace place, @Nullable Options options) implements RouteTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super(
          "streams",
          "streams:[DIR]",
          "Durable Streams, one at each path below: PUT, POST, GET",
          rest -> new StreamsTarget(new LogPlace("streams", rest), null));
    }
  }

  @Override
  public RouteTarget with(TargetSettings settings) {
    return new StreamsTarget(place, settings.options());
  }

  @Override
  public Handler open() throws TargetException {
    var limits = Limits.ofTheProcess();
    var store =
        place.isMemory()
            ? StreamsInMemory.store(limits)
            : place.open(Objects.requireNonNull(options), Retention.ALL);
    return new StreamsHandler(toString(), store, limits);
  }

  @Override
  public boolean uses(String option) {
    return place.uses(option);
  }

  @Override
  public boolean hasTopics() {
    return true;
  }

  @Override
  public Extent extent() {
    return Extent.BELOW;
  }

  @Override
  public void check() throws TargetException {
    place.check(options);
  }

  @Override
  public Set<String> methods() {
    return Set.copyOf(StreamsHandler.METHODS);
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
