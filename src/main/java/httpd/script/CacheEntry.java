package httpd.script;

import httpd.script.Outline.Declaration;
import httpd.script.Outline.Handle;
import httpd.script.Siblings.Listing;
import httpd.script.Siblings.Source;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compilation as it is kept in one file, with all that it depends on:
 *
 * <pre>
 *   FORMAT │ checksum of the rest │ key │ class path │ siblings │ types │ classes
 * </pre>
 */
record CacheEntry(
    CacheKey key, ClassPathState classPath, Siblings siblings, CompiledHandler compiled) {

  /** To be changed with the format of an entry. */
  private static final long FORMAT = 0x6874_7470_642d_3031L; // httpd-01

  private static final int HEADER = 2 * Long.BYTES;

  byte[] encoded() {
    var out = new EntryWriter();
    key.write(out);
    classPath.write(out);
    write(siblings, out);
    write(compiled, out);
    var rest = out.written();
    return ByteBuffer.allocate(HEADER + rest.length)
        .putLong(FORMAT)
        .putLong(Checksum.of(rest, 0))
        .put(rest)
        .array();
  }

  /** Reads an entry; null if it is damaged, or is not for this key. */
  static @Nullable CacheEntry decoded(byte[] bytes, CacheKey key) {
    if (bytes.length < HEADER) {
      return null;
    }
    var buffer = ByteBuffer.wrap(bytes);
    boolean whole = buffer.getLong() == FORMAT && buffer.getLong() == Checksum.of(bytes, HEADER);
    var in = new EntryReader(buffer);
    return whole && key.isNext(in)
        ? new CacheEntry(key, ClassPathState.read(in), siblings(in), compiled(in))
        : null;
  }

  private static void write(Siblings siblings, EntryWriter out) {
    out.number(siblings.listings().size());
    for (var listing : siblings.listings()) {
      out.text(listing.directory());
      out.number(listing.names().size());
      listing.names().forEach(out::text);
    }
    out.number(siblings.sources().size());
    for (var source : siblings.sources()) {
      out.text(source.path());
      out.text(source.text());
    }
  }

  private static Siblings siblings(EntryReader in) {
    var listings = new ArrayList<Listing>();
    for (int left = in.number(); left > 0; left--) {
      listings.add(new Listing(in.text(), names(in)));
    }
    var sources = new ArrayList<Source>();
    for (int left = in.number(); left > 0; left--) {
      sources.add(new Source(in.text(), in.text()));
    }
    return new Siblings(listings, sources);
  }

  private static Set<String> names(EntryReader in) {
    var names = new HashSet<String>();
    for (int left = in.number(); left > 0; left--) {
      names.add(in.text());
    }
    return names;
  }

  private static void write(CompiledHandler compiled, EntryWriter out) {
    out.number(compiled.types().size());
    for (var type : compiled.types()) {
      out.text(type.name());
      out.number(type.at());
      out.number(type.methods().size());
      for (var method : type.methods()) {
        out.number(method.at());
        out.number(method.parameters().size());
        method.parameters().forEach(out::number);
      }
    }
    out.number(compiled.classes().size());
    compiled
        .classes()
        .forEach((name, bytes) -> {
          out.text(name);
          out.bytes(bytes);
        });
  }

  private static CompiledHandler compiled(EntryReader in) {
    var types = new ArrayList<Declaration>();
    for (int left = in.number(); left > 0; left--) {
      types.add(new Declaration(in.text(), in.number(), methods(in)));
    }
    Map<String, byte[]> classes = new HashMap<>();
    for (int left = in.number(); left > 0; left--) {
      classes.put(in.text(), in.bytes());
    }
    return new CompiledHandler(types, classes);
  }

  private static List<Handle> methods(EntryReader in) {
    var methods = new ArrayList<Handle>();
    for (int left = in.number(); left > 0; left--) {
      int at = in.number();
      var parameters = new ArrayList<Integer>();
      for (int more = in.number(); more > 0; more--) {
        parameters.add(in.number());
      }
      methods.add(new Handle(at, parameters));
    }
    return methods;
  }
}
