package httpd.upstream;

import java.util.List;

/** A handler that asks other servers, as a person may look at them. */
public interface HasUpstreams {

  List<UpstreamView> upstreams();
}
