package httpd.script;

import httpd.script.Outline.Declaration;
import java.util.List;
import java.util.Map;

/**
 * A handler file after its compilation: all that is needed to load it.
 *
 * @param types its top-level classes
 * @param classes class files by binary name, those of siblings included
 */
record CompiledHandler(List<Declaration> types, Map<String, byte[]> classes) {}
