package httpd.cost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.AccessFlag;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Puts a call of {@link CostCounters} at the start of each basic block, and before each call of a
 * native method of Netty's transport.
 */
final class CountingTransformer implements ClassFileTransformer {

  private static final ClassDesc COUNTERS = ClassDesc.of("httpd.cost.CostCounters");
  private static final MethodTypeDesc OF_BLOCK =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

  /** Where Netty calls the kernel. */
  private static final List<String> TRANSPORT =
      List.of("io/netty/channel/epoll/", "io/netty/channel/unix/");

  /** Loads no class, and takes one that is not there, an optional library's, for a plain one. */
  private static final ClassHierarchyResolver HIERARCHY =
      ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
          .orElse(missing -> ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))
          .cached(ConcurrentHashMap::new);

  private final ClassFile files =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(HIERARCHY),
          ClassFile.DebugElementsOption.DROP_DEBUG,
          ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);

  private final Map<String, Set<String>> nativeMethods = new ConcurrentHashMap<>();

  /**
   * Ours, Netty's, and the collections, streams and patterns of the JDK. Its executors spin, and so
   * do not repeat.
   */
  static boolean isCounted(String className) {
    return (className.startsWith("httpd/") && !className.startsWith("httpd/cost/"))
        || className.startsWith("io/netty/")
        || className.matches("java/util/((regex|stream)/)?[^/]*");
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> old, ProtectionDomain domain, byte[] bytes) {
    return name != null && isCounted(name) ? counted(bytes) : null;
  }

  private byte[] counted(byte[] bytes) {
    try {
      return files.transformClass(
          files.parse(bytes),
          (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent()) {
              builder.transformMethod(method, counting());
            } else {
              builder.with(element);
            }
          });
    } catch (RuntimeException | Error e) {
      // The JVM would ignore it and run the class uncounted.
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
      throw e;
    }
  }

  private MethodTransform counting() {
    return (builder, element) -> {
      if (element instanceof CodeModel code) {
        builder.withCode(target -> count(code.elementList(), target));
      } else {
        builder.with(element);
      }
    };
  }

  private void count(List<CodeElement> elements, CodeBuilder target) {
    boolean starts = true;
    for (int i = 0; i < elements.size(); i++) {
      var element = elements.get(i);
      if (element instanceof Instruction instruction) {
        if (starts) {
          target.loadConstant(length(elements, i)).invokestatic(COUNTERS, "block", OF_BLOCK);
        }
        if (isSystemCall(instruction)) {
          target.invokestatic(COUNTERS, "systemCall", ConstantDescs.MTD_void);
        }
        starts = element instanceof BranchInstruction;
      } else {
        starts |= element instanceof LabelTarget;
      }
      target.with(element);
    }
  }

  /** The number of instructions from one to the end of its block. */
  private static int length(List<CodeElement> elements, int from) {
    int length = 0;
    for (var element : elements.subList(from, elements.size())) {
      if (element instanceof LabelTarget) {
        break;
      }
      if (element instanceof Instruction) {
        length++;
      }
      if (element instanceof BranchInstruction) {
        break;
      }
    }
    return length;
  }

  private boolean isSystemCall(Instruction instruction) {
    return instruction instanceof InvokeInstruction call
        && call.opcode() == Opcode.INVOKESTATIC
        && TRANSPORT.stream().anyMatch(call.owner().asInternalName()::startsWith)
        && nativeMethods
            .computeIfAbsent(call.owner().asInternalName(), this::nativesOf)
            .contains(call.name().stringValue());
  }

  private Set<String> nativesOf(String className) {
    try (var file = ClassLoader.getSystemResourceAsStream(className + ".class")) {
      ClassModel model = files.parse(file.readAllBytes());
      return model.methods().stream()
          .filter(method -> method.flags().has(AccessFlag.NATIVE))
          .map(method -> method.methodName().stringValue())
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
