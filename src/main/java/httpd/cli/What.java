package httpd.cli;

import httpd.Handler;
import httpd.script.HandlerFile;
import httpd.script.HandlerFileException;
import httpd.script.HandlerWatch;
import httpd.source.FixedText;
import httpd.source.StandardInput;
import httpd.source.StdinHandler;
import httpd.source.TailHandler;
import java.nio.file.Path;
import java.util.Set;

/** What a route points at: {@code KIND:REST}, or a bare word that says its own kind. */
sealed interface What {

  /** Makes the handler; a handler file is compiled, standard input is read from now on. */
  Handler open() throws HandlerFileException;

  /** The methods that it takes if the route names none; empty for all. */
  default Set<String> methods() {
    return Set.of("GET");
  }

  /** Reads a WHAT, which is part or all of {@code argument}. */
  static What parse(String text, String argument) throws CommandException {
    return new WhatParser(text, argument).parse();
  }

  /** A handler file, {@code java:FILE.java}. */
  record Java(Path file) implements What {

    @Override
    public Handler open() throws HandlerFileException {
      var handler = HandlerFile.load(file);
      return new NamedHandler("java:" + file, handler);
    }

    @Override
    public Set<String> methods() {
      return Set.of();
    }
  }

  /** A handler file that is loaded anew when it changes, {@code --watch}. */
  record WatchedJava(Path file, HandlerWatch watch) implements What {

    @Override
    public Handler open() throws HandlerFileException {
      return new NamedHandler("java:" + file + " (watched)", watch.load(file));
    }

    @Override
    public Set<String> methods() {
      return Set.of();
    }
  }

  /** One fixed answer, {@code text:STRING}. */
  record Text(String text) implements What {
    @Override
    public Handler open() {
      return new FixedText(text);
    }
  }

  /** Standard input, {@code stdin:} or {@code -}. */
  record Stdin() implements What {
    @Override
    public Handler open() {
      return new StdinHandler(StandardInput.ofTheProcess());
    }
  }

  /** Lines added to a file, {@code tail:FILE}. */
  record Tail(Path file) implements What {
    @Override
    public Handler open() {
      return new TailHandler(file);
    }
  }
}
