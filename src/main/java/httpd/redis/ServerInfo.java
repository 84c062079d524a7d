package httpd.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a Redis server says of itself in its answer to {@code INFO}. */
record ServerInfo(Map<String, String> fields) {

  private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})\\..*");

  static ServerInfo of(String info) {
    var fields = new HashMap<String, String>();
    for (var line : info.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return new ServerInfo(fields);
  }

  private String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Why this server can never be used; null if it can. */
  @Nullable RedisRefusedException refusal(String server) {
    if (!isRecent()) {
      var version = field("redis_version");
      return new RedisRefusedException(
          version.isEmpty()
              ? server + " does not tell its version: is it a Redis server?"
              : server + " is Redis " + version + ", which is too old",
          "use Redis 6.2 or later, or Valkey");
    }
    if (field("redis_mode").equals("sentinel")) {
      return new RedisRefusedException(
          server + " is a Sentinel", "name the master, or an address that follows it");
    }
    if (field("cluster_enabled").equals("1")) {
      return new RedisRefusedException(
          server + " is a node of a Redis Cluster",
          "name a server that has all keys: a single one, or a master with replicas");
    }
    return null;
  }

  private boolean isRecent() {
    var matcher = VERSION.matcher(field("redis_version"));
    if (!matcher.matches()) {
      return false;
    }
    int major = Integer.parseInt(matcher.group(1));
    return major > 6 || (major == 6 && Integer.parseInt(matcher.group(2)) >= 2);
  }

  /** Why this server cannot be used now; null if it can. */
  @Nullable String absence() {
    if (field("role").equals("slave")) {
      return "it is a replica, which is read-only";
    }
    return field("loading").equals("1") ? "it is loading its data" : null;
  }

  /** What may lose records although Redis has acknowledged them. */
  List<String> dangers(String server) {
    var dangers = new ArrayList<String>();
    var policy = field("maxmemory_policy");
    if (policy.startsWith("allkeys-")) {
      dangers.add(
          server
              + " evicts keys when its memory is full (maxmemory-policy "
              + policy
              + "): set noeviction, or logs disappear");
    }
    if (field("aof_enabled").equals("0")) {
      dangers.add(
          server
              + " may lose what it has acknowledged if it ends (appendonly no):"
              + " set appendonly yes, unless that is fine");
    }
    return dangers;
  }
}
