package httpd.cli;

import httpd.Handler;
import httpd.script.HandlerFile;
import httpd.script.HandlerFileException;
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
    public Handler check() throws HandlerFileException {
      HandlerFile.check(file);
      return NamedHandler.notOpened("java:" + file);
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

    @Override
    public Handler check() {
      return NamedHandler.notOpened("stdin:");
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
