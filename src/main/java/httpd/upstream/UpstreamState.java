package httpd.upstream;

import httpd.upstream.request.UpstreamAddress;
import java.util.List;

/**
 * What a route knows about one of its upstreams.
 *
 * @param why it is not up; "" if it is
 */
public record UpstreamState(UpstreamAddress address, Kind kind, String why) {

  /** How it is asked. */
  public enum Kind {
    /** In its turn. */
    UP,
    /**
     * It could not be reached, or gave no response, the last time. For some seconds it comes after
     * the others.
     */
    ASIDE,
    /** Not at all: its last check failed. */
    DOWN
  }

  /** A handler that asks upstreams. */
  public interface Owner {

    /** Returns what it knows about each of them now. */
    List<UpstreamState> upstreamStates();
  }
}
