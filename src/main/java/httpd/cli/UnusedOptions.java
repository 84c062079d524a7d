package httpd.cli;

import httpd.cli.option.Options;
import httpd.cli.target.RouteTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds options of some targets that no target uses. */
final class UnusedOptions {

  private static final String NO_RECORDINGS = "no target is durable+ or a handler";

  private static final String NO_COMMANDS = "no target is exec: or bin:";

  private static final String NO_INPUT = "no target is standard input";

  private static final Map<String, String> REASONS = new LinkedHashMap<>();

  static {
    REASONS.put("--watch", "no target is a handler file");
    REASONS.put("--spa", "no target is a directory of files");
    REASONS.put("--cache", "no target is a file or a directory of files");
    REASONS.put("--head", "no target is shared+ or standard input");
    REASONS.put("--tee", NO_INPUT);
    REASONS.put("--no-tee", NO_INPUT);
    REASONS.put("--sync", "no target keeps events in a directory");
    REASONS.put("--keep", "no target keeps events in a directory or in Redis");
    REASONS.put("--redis-auth", "no target is in Redis");
    REASONS.put("--durable", NO_RECORDINGS);
    REASONS.put("--durable-linger", NO_RECORDINGS);
    REASONS.put("--durable-keep", NO_RECORDINGS);
    REASONS.put("--exec-timeout", NO_COMMANDS);
    REASONS.put("--pass-authorization", NO_COMMANDS);
  }

  private UnusedOptions() {}

  /** Returns a note for each that was given. */
  static List<String> of(Options options, List<RouteTarget> targets) {
    return REASONS.entrySet().stream()
        .filter(each -> options.isGiven(each.getKey()))
        .filter(each -> targets.stream().noneMatch(target -> target.uses(each.getKey())))
        .filter(each -> !isOfRecordings(each.getKey(), options))
        .map(each -> each.getKey() + " has no effect: " + each.getValue())
        .toList();
  }

  /** {@code --sync} is also for the directory of {@code --durable}. */
  private static boolean isOfRecordings(String option, Options options) {
    return option.equals("--sync") && options.isGiven("--durable");
  }
}
