package httpd.cli.option;

import httpd.limit.Bound;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/**
 * How the value of an option is read. One class for all: those that read are loaded when a value is
 * given.
 */
enum ValueReader implements ITypeConverter<Object> {
  TEXT,
  NAME,
  AUTH,
  CODE,
  FILE,
  PORT,
  HTTP_PORT,
  LAST_LINES,
  HEAD_LINES,
  REPLAY,
  MOST_COMMANDS,
  HEAD_SECONDS,
  IDLE_SECONDS,
  TOTAL_SECONDS,
  TIME,
  LINE_SIZE,
  BODY_SIZE,
  LIMIT,
  TLS,
  HOST,
  ORIGIN,
  ANCESTOR,
  BIND,
  ADMIN,
  USER,
  NETWORKS,
  GLOB,
  SYNC,
  KEEP,
  CACHE,
  FIELD,
  CLASS_PATH,
  UPSTREAM_HEADER,
  UPSTREAM_CA,
  UPSTREAM_CHECK;

  @Override
  public Object convert(String value) {
    return switch (this) {
      case TEXT -> value;
      case NAME -> name(value);
      case AUTH -> new AuthSetting(value);
      case CODE -> code(value);
      case FILE -> file(value);
      case PORT -> WholeNumber.PORT.read(value);
      case HTTP_PORT -> WholeNumber.HTTP_PORT.read(value);
      case LAST_LINES -> WholeNumber.LAST_LINES.read(value);
      case HEAD_LINES -> WholeNumber.HEAD_LINES.read(value);
      case REPLAY -> WholeNumber.REPLAY.read(value);
      case MOST_COMMANDS -> WholeNumber.MOST_COMMANDS.read(value);
      case HEAD_SECONDS -> WholeNumber.HEAD_SECONDS.read(value);
      case IDLE_SECONDS -> WholeNumber.IDLE_SECONDS.read(value);
      case TOTAL_SECONDS -> WholeNumber.TOTAL_SECONDS.read(value);
      case TIME -> TimeSpan.read(value);
      case LINE_SIZE -> ByteSize.ofLine(value);
      case BODY_SIZE -> LimitSetting.value(Bound.BODY, value);
      case LIMIT -> LimitSetting.read(value);
      case TLS -> TlsFiles.read(value);
      case HOST -> HostNames.read(value);
      case ORIGIN -> Origins.read(value);
      case ANCESTOR -> Origins.ancestor(value);
      case BIND -> BindAddress.read(value);
      case ADMIN -> AdminPlace.checked(value);
      case USER -> SystemUser.read(value);
      case NETWORKS -> Networks.read(value);
      case SYNC -> StoreOptions.checkedSync(value);
      case KEEP -> StoreOptions.checkedKeep(value);
      case CACHE -> FileOptions.checkedCache(value);
      case FIELD -> FileOptions.checkedField(value);
      case GLOB -> WatchGlob.read(value);
      case CLASS_PATH -> ClassPath.read(value);
      case UPSTREAM_HEADER -> UpstreamFiles.headerRule(value);
      case UPSTREAM_CA -> UpstreamFiles.authorities(value);
      case UPSTREAM_CHECK -> path(value);
    };
  }

  private static String name(String value) {
    if (value.isBlank()) {
      throw new InvalidValueException("no name is given", "write it, or leave the option out");
    }
    return value;
  }

  private static String path(String value) {
    if (!value.matches("/[!-~]*")) {
      throw new InvalidValueException(
          "it is not a path of the upstreams", "write --upstream-check /health");
    }
    return value;
  }

  private static String code(String value) {
    if (value.isBlank()) {
      throw new InvalidValueException(
          "there is no code", "write an expression, as -c 'request -> \"hello\"'");
    }
    return value;
  }

  private static Path file(String value) {
    if (value.isEmpty()) {
      throw new InvalidValueException(
          "no file is named", "write its path, or leave the option out");
    }
    return Path.of(value);
  }
}
