package httpd.cli.option;

import httpd.disk.SyncPolicy;
import httpd.file.FileSettings;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.live.SlowReaderPolicy;
import httpd.proxy.TrustedProxies;
import httpd.route.HeaderRule;
import httpd.script.WatchPattern;
import httpd.server.ListenAddress;
import httpd.server.SitePolicy;
import httpd.topic.Retention;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.connect.TrustedAuthorities;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The options and arguments of one call, as {@link OptionTable} lists them. They have their values
 * once the {@link #line} has read the arguments.
 */
public final class Options {

  private final CommandLine line = OptionTable.commandLine();
  private final Map<String, String> variables;

  /** Makes options with their defaults; {@code variables} are named by their options. */
  Options(Map<String, String> variables) {
    this.variables = variables;
  }

  public static CommandLine commandLine() {
    return new Options(Map.of()).line;
  }

  /** Returns the parser that sets these options. */
  CommandLine line() {
    return line;
  }

  private <T> T value(String option, Class<T> type) {
    return Objects.requireNonNull(valueOrNull(option, type), option);
  }

  private <T> @Nullable T valueOrNull(String option, Class<T> type) {
    var known = line.getCommandSpec().optionsMap();
    return type.cast(
        Objects.requireNonNull(known.get(option), option).<@Nullable Object>getValue());
  }

  private int number(String option) {
    return value(option, Integer.class);
  }

  private boolean flag(String option) {
    return value(option, Boolean.class);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The table has the type.
  private <T> List<T> list(String option) {
    return value(option, List.class);
  }

  public int port() {
    return number("--port");
  }

  /** Where to listen; empty for the default. */
  public List<ListenAddress> binds() {
    return list("--bind");
  }

  /** Returns whether an option was given, by an argument or a variable. */
  public boolean isGiven(String option) {
    return line.getParseResult().hasMatchedOption(option);
  }

  /** The peers whose connections begin with a header of the PROXY protocol; null for none. */
  public @Nullable TrustedProxies proxyProtocol() {
    return valueOrNull("--proxy-protocol", TrustedProxies.class);
  }

  /** The user to become once the server listens; null to stay. */
  public @Nullable SystemUser user() {
    return valueOrNull("--user", SystemUser.class);
  }

  public List<TlsFiles> tls() {
    return list("--tls");
  }

  public @Nullable Path tlsClientAuthorities() {
    return valueOrNull("--tls-client-ca", Path.class);
  }

  /** Null for none. */
  public @Nullable Integer httpPort() {
    return valueOrNull("--http-port", Integer.class);
  }

  /** The allowed hosts and origins, with a guard that allows everything. */
  public SitePolicy sites() {
    return SitePolicy.DEFAULT
        .withHosts(Set.copyOf(this.<String>list("--host")))
        .withOrigins(Set.copyOf(this.<String>list("--allow-origin")))
        .withProxies(trustedProxies()::contain)
        .withGuard(SitePolicy.Guard.NONE);
  }

  /** Who may show live pages in a frame, as {@code Content-Security-Policy} writes it. */
  public List<String> frameAncestors() {
    return list("--frame-ancestors");
  }

  /** Files of users, each with the path that needs them if it is not all. */
  public List<String> auth() {
    return this.<AuthSetting>list("--auth").stream().map(AuthSetting::text).toList();
  }

  /** Where the server is looked at. */
  public List<AdminPlace> admin() {
    return this.<String>list("--admin").stream().map(AdminPlace::read).toList();
  }

  /** The file with the credentials for the admin place of another server; null for none. */
  public @Nullable Path login() {
    return valueOrNull("--login", Path.class);
  }

  /** Files of keys for tokens, each with the path that it is for if it is not for all. */
  public List<String> tokenKeys() {
    return this.<AuthSetting>list("--token-key").stream().map(AuthSetting::text).toList();
  }

  /** Whether an option for tokens is given. */
  public boolean hasTokens() {
    return !tokenKeys().isEmpty() || tokenAudience() != null || tokenIssuer() != null;
  }

  /** The audience that a token must have; null if it must have none. */
  public @Nullable String tokenAudience() {
    return valueOrNull("--token-audience", String.class);
  }

  /** The issuer that a token must have; null for any. */
  public @Nullable String tokenIssuer() {
    return valueOrNull("--token-issuer", String.class);
  }

  public int last() {
    return number("--last");
  }

  /** How files are served. */
  public FileSettings files() {
    return new FileSettings(flag("--spa"), FileOptions.cache(list("--cache")));
  }

  /** The fields that responses get. */
  public List<HeaderRule> fields() {
    return this.<String>list("--header").stream().map(HeaderRule::of).toList();
  }

  /** How many first lines of a shared run each client gets first. */
  public int head() {
    return number("--head");
  }

  /** Whether standard input is copied to standard output, where that is or is not a terminal. */
  public boolean tee(boolean terminal) {
    return !flag("--no-tee") && (flag("--tee") || terminal);
  }

  public UpstreamLimits upstreamLimits() {
    return UpstreamLimits.DEFAULT
        .withHead(Duration.ofSeconds(number("--upstream-timeout")))
        .withIdle(Duration.ofSeconds(number("--upstream-idle")))
        .withTotal(Duration.ofSeconds(number("--upstream-total")));
  }

  public TrustedProxies trustedProxies() {
    return value("--trust-proxy", TrustedProxies.class);
  }

  public boolean preserveHost() {
    return flag("--preserve-host");
  }

  /** Rules for the requests to upstreams. */
  public List<HeaderRule> upstreamHeaders() {
    return list("--upstream-header");
  }

  /** The files that have values of these rules. */
  public List<FieldFile> upstreamFieldFiles() {
    return upstreamHeaders().stream()
        .map(HeaderRule::current)
        .filter(FieldFile.class::isInstance)
        .map(FieldFile.class::cast)
        .toList();
  }

  /** Has the connections to upstreams trust the authorities of {@code --upstream-ca} too. */
  public void trustUpstreamAuthorities() {
    if (isGiven("--upstream-ca")) {
      value("--upstream-ca", TrustedAuthorities.class).useForTheProcess();
    }
  }

  /** The path that upstreams are asked for again and again; "" for none. */
  public String upstreamCheck() {
    return Objects.requireNonNullElse(valueOrNull("--upstream-check", String.class), "");
  }

  public boolean watch() {
    return flag("--watch");
  }

  public List<WatchPattern> watchAlso() {
    return list("--watch-also");
  }

  /** Handlers as code, each with its path if that is not {@code /}. */
  public List<String> code() {
    return list("--code");
  }

  /** What to answer once, without a server; null to serve. */
  public @Nullable String get() {
    return valueOrNull("--get", String.class);
  }

  /** The body of that request; null for none. */
  public @Nullable String data() {
    return valueOrNull("--data", String.class);
  }

  public ClassPath classPath() {
    return ClassPath.of(list("--class-path"));
  }

  /** Whether the routes are listed at / also where others can connect. */
  public boolean index() {
    return flag("--index");
  }

  public boolean noIndex() {
    return flag("--no-index");
  }

  public boolean noCache() {
    return flag("--no-cache");
  }

  /** Zero for no heartbeat. */
  public Duration heartbeat() {
    return value("--heartbeat", Duration.class);
  }

  public SlowReaderPolicy slow() {
    return value("--slow", SlowReaderPolicy.class);
  }

  public int replay() {
    return number("--replay");
  }

  /** When logs in directories are written through. */
  public SyncPolicy sync() {
    return StoreOptions.sync(valueOrNull("--sync", String.class));
  }

  /** How much a log in a directory, or in Redis, keeps. */
  public Retention keep() {
    return StoreOptions.keep(valueOrNull("--keep", String.class));
  }

  /** The file with the credentials for Redis; null for none. */
  public @Nullable Path redisAuth() {
    return valueOrNull("--redis-auth", Path.class);
  }

  /** Zero for no limit. */
  public Duration maxStreamAge() {
    return value("--max-stream-age", Duration.class);
  }

  /** Zero to stop at once. */
  public Duration drain() {
    return value("--drain", Duration.class);
  }

  /** Where runs are recorded; null for memory. */
  public @Nullable Path durable() {
    return valueOrNull("--durable", Path.class);
  }

  /** Zero to end a run when its last reader leaves. */
  public Duration durableLinger() {
    return value("--durable-linger", Duration.class);
  }

  /** Zero to forget a run when it is over and not read. */
  public Duration durableKeep() {
    return value("--durable-keep", Duration.class);
  }

  /** Zero for no limit. */
  public Duration execTimeout() {
    return value("--exec-timeout", Duration.class);
  }

  public boolean passAuthorization() {
    return flag("--pass-authorization");
  }

  public Limits limits() {
    var all =
        Limits.standard()
            .with(Bound.COMMANDS, number("--max-exec"))
            .with(Bound.LINE, number("--max-line"))
            .with(Bound.BODY, value("--max-body", Long.class));
    for (LimitSetting setting : this.<LimitSetting>list("--limit")) {
      all = all.with(setting.bound(), setting.value());
    }
    return all;
  }

  public boolean compress() {
    return value("--compress", CompressChoice.class) == CompressChoice.ON;
  }

  public LogChoice log() {
    return value("--log", LogChoice.class);
  }

  public @Nullable Path logFile() {
    return valueOrNull("--log-file", Path.class);
  }

  public ColorChoice color() {
    return value("--color", ColorChoice.class);
  }

  public ActionOptions instead() {
    return new ActionOptions(
        flag("--check"),
        flag("--hash"),
        valueOrNull("--completion", CompletionShell.class),
        flag("--man"),
        flag("--help"),
        flag("--version"));
  }

  public List<String> whats() {
    List<String> whats = line.getCommandSpec().positionalParameters().getFirst().getValue();
    return whats == null ? List.of() : whats;
  }

  /** An option and its value as the user has set it: {@code --port 1} or {@code HTTPD_PORT=1}. */
  public String said(String option, @Nullable Object value) {
    var variable = variables.get(option);
    var shown = "".equals(String.valueOf(value)) ? "\"\"" : value;
    return variable == null ? option + " " + shown : variable + "=" + value;
  }
}
