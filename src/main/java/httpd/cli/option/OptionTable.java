package httpd.cli.option;

import httpd.hub.HubHandler;
import httpd.limit.Bound;
import httpd.line.split.LineLimit;
import httpd.live.SlowReaderPolicy;
import httpd.proxy.TrustedProxies;
import httpd.recording.RecordingSettings;
import httpd.script.WatchPattern;
import httpd.server.ListenAddress;
import httpd.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * All options with their defaults. A new option is a line here, a line in {@code help.txt} and a
 * method of {@link Options}; its variable, its completion and its line in the manual follow.
 *
 * <p>The model of picocli is built by code: annotations would cost a tenth of a second at each
 * start, for reflection, proxies and the classes of all values ({@code
 * docs/decisions/0035-start-in-process.md}).
 */
final class OptionTable {

  private static final String WHATS = "WHAT";

  static {
    // Looks for Groovy on the class path, and for converters of java.sql and java.time.
    setUnlessSet("picocli.disable.closures", "true");
    setUnlessSet("picocli.converters.excludes", "java\\.(sql|time|nio)\\..*");
  }

  private final CommandSpec spec = CommandSpec.create().name("httpd");

  private OptionTable() {}

  private static void setUnlessSet(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** Makes a parser, which keeps what it reads in its {@link CommandSpec}. */
  static CommandLine commandLine() {
    var table = new OptionTable();
    table.addListening();
    table.addLines();
    table.addFiles();
    table.addUpstreams();
    table.addRunning();
    table.addActions();
    table.spec.addPositional(
        PositionalParamSpec.builder()
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(WHATS)
            .build());
    var line =
        new CommandLine(table.spec)
            .setExpandAtFiles(false) // ArgumentFiles does.
            .setOverwrittenOptionsAllowed(true)
            .setCaseInsensitiveEnumValuesAllowed(true);
    table.spec.parser().collectErrors(true);
    return line;
  }

  private void addListening() {
    add(8080, ValueReader.PORT, "-p", "--port");
    addList(ListenAddress.class, ValueReader.BIND, "", "-b", "--bind");
    add(TrustedProxies.class, null, ValueReader.NETWORKS, "--proxy-protocol");
    add(SystemUser.class, null, ValueReader.USER, "--user");
    addList(TlsFiles.class, ValueReader.TLS, "", "--tls");
    add(Path.class, null, ValueReader.FILE, "--tls-client-ca");
    add(Integer.class, null, ValueReader.HTTP_PORT, "--http-port");
    addCommaList(String.class, ValueReader.HOST, "--host");
    addCommaList(String.class, ValueReader.ORIGIN, "--allow-origin");
    addCommaList(String.class, ValueReader.ANCESTOR, "--frame-ancestors");
    addList(AuthSetting.class, ValueReader.AUTH, "", "--auth");
    addList(String.class, ValueReader.ADMIN, "", "--admin"); // Loads no class of places.
    add(Path.class, null, ValueReader.FILE, "--login");
    addList(AuthSetting.class, ValueReader.AUTH, "", "--token-key");
    add(String.class, null, ValueReader.NAME, "--token-audience");
    add(String.class, null, ValueReader.NAME, "--token-issuer");
    addFlag("--index");
    addFlag("--no-index");
  }

  private void addLines() {
    var server = ServerConfig.defaults();
    add(0, ValueReader.LAST_LINES, "-n", "--last");
    add(0, ValueReader.HEAD_LINES, "--head");
    addFlag("--tee");
    addFlag("--no-tee");
    addFlag("-w", "--watch");
    addList(WatchPattern.class, ValueReader.GLOB, "", "--watch-also");
    add(server.heartbeat(), ValueReader.TIME, "--heartbeat");
    addChoice(SlowReaderPolicy.class, SlowReaderPolicy.CUT, "--slow");
    add(HubHandler.DEFAULT_REPLAY, ValueReader.REPLAY, "--replay");
    add(String.class, null, ValueReader.SYNC, "--sync");
    add(String.class, null, ValueReader.KEEP, "--keep");
    add(Path.class, null, ValueReader.FILE, "--redis-auth");
    add(server.maxStreamAge(), ValueReader.TIME, "--max-stream-age");
    add(server.drain(), ValueReader.TIME, "--drain");
    add(Path.class, null, ValueReader.FILE, "--durable");
    add(Duration.ofSeconds(RecordingSettings.LINGER_SECONDS), ValueReader.TIME, "--durable-linger");
    add(Duration.ofSeconds(RecordingSettings.KEEP_SECONDS), ValueReader.TIME, "--durable-keep");
  }

  private void addFiles() {
    addFlag("--spa");
    addCommaList(String.class, ValueReader.CACHE, "--cache");
    addList(String.class, ValueReader.FIELD, "", "--header");
  }

  private void addUpstreams() {
    add(60, ValueReader.HEAD_SECONDS, "--upstream-timeout");
    add(0, ValueReader.IDLE_SECONDS, "--upstream-idle");
    add(0, ValueReader.TOTAL_SECONDS, "--upstream-total");
    add(TrustedProxies.NONE, ValueReader.NETWORKS, "--trust-proxy");
    addFlag("--preserve-host");
    addList(Object.class, ValueReader.UPSTREAM_HEADER, "", "--upstream-header");
    add(Object.class, null, ValueReader.UPSTREAM_CA, "--upstream-ca");
    add(String.class, null, ValueReader.UPSTREAM_CHECK, "--upstream-check");
  }

  private void addRunning() {
    add((int) Bound.COMMANDS.standard(), ValueReader.MOST_COMMANDS, "--max-exec");
    add(Duration.ZERO, ValueReader.TIME, "--exec-timeout");
    addFlag("--pass-authorization");
    add(LineLimit.DEFAULT, ValueReader.LINE_SIZE, "--max-line");
    add(Bound.BODY.standard(), ValueReader.BODY_SIZE, "--max-body");
    addCommaList(LimitSetting.class, ValueReader.LIMIT, "--limit");
    addList(String.class, ValueReader.CODE, "", "-c", "--code");
    addList(ClassPath.class, ValueReader.CLASS_PATH, "", "--class-path");
    addFlag("--no-cache");
    addChoice(CompressChoice.class, CompressChoice.ON, "--compress");
    addChoice(LogChoice.class, LogChoice.TEXT, "--log");
    add(Path.class, null, ValueReader.FILE, "--log-file");
    addChoice(ColorChoice.class, ColorChoice.AUTO, "--color");
  }

  private void addActions() {
    add(String.class, null, ValueReader.TEXT, "--get");
    add(String.class, null, ValueReader.TEXT, "--data");
    addFlag("--check");
    addFlag("--hash");
    addChoice(CompletionShell.class, null, "--completion");
    addFlag("--man");
    addFlag("-h", "--help");
    addFlag("-V", "--version");
  }

  private void addFlag(String... names) {
    add(OptionSpec.builder(names).type(boolean.class).initialValue(false));
  }

  private void add(Object standard, ValueReader reader, String... names) {
    add(standard.getClass(), standard, reader, names);
  }

  private void add(Class<?> type, @Nullable Object standard, ValueReader reader, String... names) {
    add(OptionSpec.builder(names).type(type).converters(reader).initialValue(standard));
  }

  /** The words of an enum, in either case. */
  private <E extends Enum<E>> void addChoice(Class<E> type, @Nullable E standard, String name) {
    add(OptionSpec.builder(name).type(type).initialValue(standard));
  }

  /** Values with commas between; the option may be repeated. */
  private void addCommaList(Class<?> type, ValueReader reader, String name) {
    addList(type, reader, ",", name);
  }

  private void addList(Class<?> type, ValueReader reader, String separator, String... names) {
    add(
        OptionSpec.builder(names)
            .type(List.class)
            .auxiliaryTypes(type)
            .converters(reader)
            .splitRegex(separator)
            .initialValue(List.of()));
  }

  private void add(OptionSpec.Builder option) {
    spec.addOption(option.build());
  }
}
