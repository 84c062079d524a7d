package httpd.cli.target;

import httpd.Handler;
import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.exec.Command;
import httpd.exec.Commands;
import httpd.exec.ExecHandler;
import httpd.file.DirectoryHandler;
import httpd.file.FileHandler;
import httpd.hub.HubHandler;
import httpd.live.LiveLinesHandler;
import httpd.live.TopicHandler;
import httpd.proxy.PersistentEventsHandler;
import httpd.proxy.ProxyHandler;
import httpd.proxy.SharedUpstreamHandler;
import httpd.proxy.TrustedProxies;
import httpd.script.HandlerFile;
import httpd.script.HandlerFileException;
import httpd.script.HandlerWatch;
import httpd.server.SitePolicy.Guard;
import httpd.sse.EventEncoder.Form;
import httpd.tail.TailedFiles;
import httpd.topic.SharedLines;
import httpd.topic.StandardInput;
import httpd.topic.Topic;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a route points at: {@code KIND:REST}, or a bare word that says its own kind. */
public sealed interface Target {

  /** Makes the handler; a handler file is compiled, standard input is read from now on. */
  Handler open() throws HandlerFileException;

  /**
   * What {@link #open} would give, as far as the table of routes shows it; to be overridden where
   * opening has an effect. What is wrong is wrong here too.
   */
  default Handler check() throws HandlerFileException {
    return open();
  }

  /** The methods that it takes if the route names none; empty for all. */
  default Set<String> methods() {
    return Set.of("GET");
  }

  /** Whether it answers below its path too, though the path has no slash at its end. */
  default boolean takesAllBelow() {
    return false;
  }

  /** Whether its path without a slash is redirected to the one with it, if it takes all below. */
  default boolean redirectsToFolder() {
    return true;
  }

  /** What of it is kept from pages of other sites. */
  default Guard guard() {
    return runsCommands() ? Guard.ALL : Guard.UNSAFE;
  }

  /** Whether a request has a command run on this machine. */
  default boolean runsCommands() {
    return false;
  }

  /** The same with what the options say. */
  default Target with(Options options) {
    return this;
  }

  /** What a person should know of it at the start. */
  default Optional<String> note() {
    return Optional.empty();
  }

  /** Reads a WHAT, which is part or all of {@code argument}. */
  static Target parse(String text, String argument) throws CommandException {
    return new TargetParser(text, argument).parse();
  }

  /** A handler file, {@code java:FILE.java}. */
  record Java(Path file) implements Target {

    @Override
    public Handler open() throws HandlerFileException {
      var handler = HandlerFile.load(file);
      return new NamedHandler("java:" + file, handler);
    }

    @Override
    public Handler check() throws HandlerFileException {
      HandlerFile.check(file);
      return NamedHandler.notOpened("java:" + file);
    }

    @Override
    public Set<String> methods() {
      return Set.of();
    }
  }

  /**
   * A handler file that {@code owner} closes.
   *
   * @param watched whether it is loaded anew when it changes, {@code --watch}
   */
  record OwnedJava(Path file, HandlerWatch owner, boolean watched) implements Target {

    @Override
    public Handler open() throws HandlerFileException {
      return watched
          ? new NamedHandler("java:" + file + " (watched)", owner.load(file))
          : new NamedHandler("java:" + file, owner.loadOnce(file));
    }

    @Override
    public Handler check() throws HandlerFileException {
      return new Java(file).check();
    }

    @Override
    public Set<String> methods() {
      return Set.of();
    }
  }

  /** What has lines that come while they are read, and is shown as each client wants. */
  sealed interface Live extends Target {

    Showing showing();

    /** The same, shown otherwise. */
    Target shown(Showing showing);

    @Override
    default Target with(Options options) {
      return shown(showing().with(options));
    }

    /** A topic of lines under the name of its kind. */
    default Handler lines(String name, Topic topic) {
      return new TopicHandler(
          showing().prefix() + name, topic, showing().last(), showing().presentation(), Form.DATA);
    }
  }

  /** A place where some publish and others listen, {@code hub:}. */
  record Hub(Showing showing) implements Live {
    @Override
    public Handler open() {
      return new HubHandler(
          showing.prefix() + "hub:", showing.replay(), showing.last(), showing.presentation());
    }

    @Override
    public Target shown(Showing showing) {
      return new Hub(showing);
    }

    @Override
    public Set<String> methods() {
      return Set.of("GET", "POST", "PUT");
    }
  }

  /** One fixed answer, {@code text:STRING}. */
  record Text(String text) implements Target {
    @Override
    public Handler open() {
      return new FixedText(text);
    }
  }

  /** Standard input, {@code stdin:} or {@code -}; drained from the start on. */
  record Stdin(Showing showing) implements Live {
    @Override
    public Handler open() {
      var input = StandardInput.ofTheProcess();
      input.start();
      return lines("stdin:", input);
    }

    @Override
    public Target shown(Showing showing) {
      return new Stdin(showing);
    }

    @Override
    public Handler check() {
      return NamedHandler.notOpened(showing.prefix() + "stdin:");
    }
  }

  /** One run for all of what another kind would run for each client, {@code shared+KIND:...}. */
  record Shared(Exec exec, Showing showing) implements Live {
    @Override
    public Handler open() {
      var command = exec.shellCommand();
      return lines(
          "shared+" + command, new SharedLines(() -> Commands.ofTheProcess().open(command)));
    }

    @Override
    public Target shown(Showing showing) {
      return new Shared(exec, showing);
    }

    @Override
    public boolean runsCommands() {
      return true;
    }
  }

  /** The lines of another server, read once for all, {@code shared+http://...}; outlives it. */
  record SharedUpstream(Upstream upstream, Showing showing) implements Live {
    @Override
    public Handler open() {
      var address = upstream.upstreams().getFirst();
      return new SharedUpstreamHandler(
          showing.prefix() + "shared+" + address,
          address,
          upstream.limits(),
          showing.last(),
          showing.presentation());
    }

    @Override
    public Target shown(Showing showing) {
      return new SharedUpstream(upstream, showing);
    }

    @Override
    public Target with(Options options) {
      return new SharedUpstream(upstream.with(options), showing.with(options));
    }
  }

  /** An event stream of other servers for each client, {@code sse+http://...}; outlives them. */
  record PersistentEvents(Upstream upstream, Showing showing) implements Live {
    @Override
    public Handler open() {
      // A page is another way to see events, and plain lines are to be had without the prefix.
      var shown = showing.presentation().withOnly(null);
      var events =
          new PersistentEventsHandler(
              showing.prefix() + upstream.names(),
              upstream.upstreams(),
              upstream.limits(),
              upstream.trusted(),
              upstream.keepsHost(),
              shown);
      return new LiveLinesHandler(events, shown);
    }

    @Override
    public Target shown(Showing showing) {
      return new PersistentEvents(upstream, showing);
    }

    @Override
    public Target with(Options options) {
      return new PersistentEvents(upstream.with(options), showing.with(options));
    }

    @Override
    public boolean takesAllBelow() {
      return true;
    }

    @Override
    public boolean redirectsToFolder() {
      return false;
    }
  }

  /** Lines added to a file, {@code tail:FILE}. */
  record Tail(String name, Showing showing) implements Live {
    @Override
    public Handler open() {
      return lines("tail:" + name, TailedFiles.ofTheProcess().file(name));
    }

    @Override
    public Target shown(Showing showing) {
      return new Tail(name, showing);
    }

    @Override
    public Optional<String> note() {
      try {
        return TailedFiles.ofTheProcess().file(name).exists()
            ? Optional.empty()
            : Optional.of("tail:" + name + " is not there yet; its clients wait for it");
      } catch (IOException e) {
        return Optional.of("tail:" + name + " cannot be read: " + e.getMessage());
      }
    }
  }

  /** The files below a folder, {@code dir:FOLDER}. */
  record Dir(Path folder) implements Target {
    @Override
    public Handler open() {
      return new DirectoryHandler(folder);
    }

    @Override
    public boolean takesAllBelow() {
      return true;
    }
  }

  /** One file as it is, {@code file:PATH}. */
  record StaticFile(Path file) implements Target {
    @Override
    public Handler open() {
      return new FileHandler(file);
    }
  }

  /**
   * Other servers that take turns, {@code http://...}, {@code https://...} or {@code
   * http+unix:SOCKET:/PATH}.
   */
  record Upstream(
      String urls,
      List<UpstreamAddress> upstreams,
      UpstreamLimits limits,
      TrustedProxies trusted,
      boolean keepsHost)
      implements Target {

    @Override
    public Handler open() {
      return new ProxyHandler(names(), upstreams, limits, trusted, keepsHost);
    }

    /** An upstream has its own way with other sites, but a tunnel shows it no request. */
    @Override
    public Guard guard() {
      return Guard.TUNNELS;
    }

    /** As they may be shown, without credentials. */
    String names() {
      return upstreams.stream().map(UpstreamAddress::url).collect(Collectors.joining(","));
    }

    @Override
    public Set<String> methods() {
      return Set.of();
    }

    @Override
    public boolean takesAllBelow() {
      return true;
    }

    @Override
    public boolean redirectsToFolder() {
      return false;
    }

    @Override
    public Upstream with(Options options) {
      return new Upstream(
          urls,
          upstreams,
          options.upstreamLimits(),
          options.trustedProxies(),
          options.preserveHost());
    }
  }

  /** What a shell command prints, {@code exec:COMMAND} or {@code pty+exec:COMMAND}. */
  record Exec(String command, boolean terminal, Showing showing) implements Live {

    @Override
    public Handler open() {
      var lines = new LiveLinesHandler(new ExecHandler(shellCommand()), showing.presentation());
      return new NamedHandler(showing.prefix() + lines, lines);
    }

    @Override
    public Target shown(Showing showing) {
      return new Exec(command, terminal, showing);
    }

    @Override
    public boolean runsCommands() {
      return true;
    }

    private Command shellCommand() {
      return Command.shell(command, terminal);
    }

    @Override
    public Set<String> methods() {
      return Set.of("GET", "POST");
    }
  }
}
