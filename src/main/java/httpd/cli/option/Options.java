package httpd.cli.option;

import httpd.hub.HubHandler;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.split.LineLimit;
import httpd.live.SlowReaderPolicy;
import httpd.proxy.TrustedProxies;
import httpd.script.WatchPattern;
import httpd.server.ServerConfig;
import httpd.server.SitePolicy;
import httpd.upstream.UpstreamLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The options and arguments of one call. A new option is a field here and a line in {@code
 * help.txt}; its variable, its completion and its line in the manual follow from these.
 */
@Command(name = "httpd")
public final class Options {

  @Option(
      names = {"-p", "--port"},
      converter = WholeNumber.Port.class)
  private int port = 8080;

  @Option(names = {"-b", "--bind"})
  private String bind = "127.0.0.1";

  @Option(names = "--host", split = ",", paramLabel = "NAME", converter = HostNames.class)
  private List<String> hosts = new ArrayList<>();

  @Option(names = "--allow-origin", split = ",", paramLabel = "ORIGIN", converter = Origins.class)
  private List<String> allowedOrigins = new ArrayList<>();

  @Option(
      names = {"-n", "--last"},
      converter = WholeNumber.LastLines.class)
  private int last;

  @Option(names = {"-w", "--watch"})
  private boolean watch;

  @Option(names = "--watch-also", paramLabel = "GLOB", converter = WatchGlob.class)
  private List<WatchPattern> watchAlso = new ArrayList<>();

  @Option(names = "--heartbeat", paramLabel = "TIME", converter = TimeSpan.class)
  private Duration heartbeat = ServerConfig.defaults().heartbeat();

  @Option(names = "--slow")
  private SlowReaderPolicy slow = SlowReaderPolicy.CUT;

  @Option(names = "--replay", converter = WholeNumber.Replay.class)
  private int replay = HubHandler.DEFAULT_REPLAY;

  @Option(names = "--max-stream-age", paramLabel = "TIME", converter = TimeSpan.class)
  private Duration maxStreamAge = ServerConfig.defaults().maxStreamAge();

  @Option(names = "--drain", paramLabel = "TIME", converter = TimeSpan.class)
  private Duration drain = ServerConfig.defaults().drain();

  @Option(names = "--upstream-timeout", converter = WholeNumber.HeadSeconds.class)
  private int upstreamTimeout = 60;

  @Option(names = "--upstream-idle", converter = WholeNumber.IdleSeconds.class)
  private int upstreamIdle;

  @Option(names = "--upstream-total", converter = WholeNumber.TotalSeconds.class)
  private int upstreamTotal;

  @Option(names = "--trust-proxy", converter = Networks.class)
  private TrustedProxies trustProxy = TrustedProxies.NONE;

  @Option(names = "--preserve-host")
  private boolean preserveHost;

  @Option(names = "--max-exec", converter = WholeNumber.MostCommands.class)
  private int maxExec = (int) Bound.COMMANDS.standard();

  @Option(names = "--max-line", paramLabel = "SIZE", converter = ByteSize.class)
  private int maxLine = LineLimit.DEFAULT;

  @Option(names = "--max-body", paramLabel = "SIZE", converter = BodySize.class)
  private long maxBody = Bound.BODY.standard();

  @Option(
      names = "--limit",
      split = ",",
      paramLabel = "NAME=VALUE",
      converter = LimitSetting.Converter.class)
  private List<LimitSetting> limits = new ArrayList<>();

  @Option(names = "--class-path", paramLabel = "JARS", converter = ClassPath.Converter.class)
  private List<ClassPath> classPath = new ArrayList<>();

  @Option(names = "--no-cache")
  private boolean noCache;

  @Option(names = "--log")
  private LogChoice log = LogChoice.TEXT;

  @Option(names = "--log-file")
  private @Nullable Path logFile;

  @Option(names = "--color")
  private ColorChoice color = ColorChoice.AUTO;

  @Mixin private ActionOptions instead = new ActionOptions();

  @Parameters(arity = "0..*")
  private List<String> whats = new ArrayList<>();

  private final Map<String, String> variables;

  /** Makes options with their defaults; {@code variables} are named by their options. */
  Options(Map<String, String> variables) {
    this.variables = variables;
  }

  public static CommandLine commandLine() {
    return commandLine(new Options(Map.of()));
  }

  public static CommandLine commandLine(Options options) {
    var line =
        new CommandLine(options)
            .setExpandAtFiles(false) // ArgumentFiles does.
            .setOverwrittenOptionsAllowed(true)
            .setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().parser().collectErrors(true);
    return line;
  }

  public int port() {
    return port;
  }

  public String bind() {
    return bind;
  }

  /** The allowed hosts and origins, with a guard that allows everything. */
  public SitePolicy sites() {
    return SitePolicy.DEFAULT
        .withHosts(Set.copyOf(hosts))
        .withOrigins(Set.copyOf(allowedOrigins))
        .withProxies(trustProxy::contain)
        .withGuard(SitePolicy.Guard.NONE);
  }

  public int last() {
    return last;
  }

  public UpstreamLimits upstreamLimits() {
    return UpstreamLimits.DEFAULT
        .withHead(Duration.ofSeconds(upstreamTimeout))
        .withIdle(Duration.ofSeconds(upstreamIdle))
        .withTotal(Duration.ofSeconds(upstreamTotal));
  }

  public TrustedProxies trustedProxies() {
    return trustProxy;
  }

  public boolean preserveHost() {
    return preserveHost;
  }

  public boolean watch() {
    return watch;
  }

  public List<WatchPattern> watchAlso() {
    return watchAlso;
  }

  public ClassPath classPath() {
    return ClassPath.of(classPath);
  }

  public boolean noCache() {
    return noCache;
  }

  /** Zero for no heartbeat. */
  public Duration heartbeat() {
    return heartbeat;
  }

  public SlowReaderPolicy slow() {
    return slow;
  }

  public int replay() {
    return replay;
  }

  /** Zero for no limit. */
  public Duration maxStreamAge() {
    return maxStreamAge;
  }

  /** Zero to stop at once. */
  public Duration drain() {
    return drain;
  }

  public Limits limits() {
    var all =
        Limits.standard()
            .with(Bound.COMMANDS, maxExec)
            .with(Bound.LINE, maxLine)
            .with(Bound.BODY, maxBody);
    for (var setting : limits) {
      all = all.with(setting.bound(), setting.value());
    }
    return all;
  }

  public LogChoice log() {
    return log;
  }

  public @Nullable Path logFile() {
    return logFile;
  }

  public ColorChoice color() {
    return color;
  }

  public ActionOptions instead() {
    return instead;
  }

  public List<String> whats() {
    return whats;
  }

  /** An option and its value as the user has set it: {@code --port 1} or {@code HTTPD_PORT=1}. */
  public String said(String option, @Nullable Object value) {
    var variable = variables.get(option);
    return variable == null ? option + " " + value : variable + "=" + value;
  }
}
