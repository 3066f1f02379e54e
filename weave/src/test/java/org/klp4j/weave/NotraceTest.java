package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which functions of the running JDK, and of others, must be left alone. */
final class NotraceTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    java/lang/Thread,               run,        ()V,            the gate itself
                    java/lang/ThreadLocal$ThreadLocalMap, getEntry, *,          the gate itself
                    java/util/HashMap,              get,        *,              the gate itself
                    java/lang/StackStreamFactory$AbstractStackWalker, walk, *,  the gate walks stacks
                    jdk/internal/misc/VM,           initLevel,  *,              the JVM calls
                    sun/instrument/InstrumentationImpl, retransformClasses, *,  the weaver runs code of this class
                    java/util/Base64$Encoder,       encodeBlock, *,             the JIT compilers replace
                    java/net/URI,                   <clinit>,   *,              a class initializer
                    java/net/NetworkInterface,      getAll,     *,              a native or abstract method
                    java/lang/Readable,             read,       *,              a native or abstract method
                    """)
    void refuses(String className, String method, String descriptor, String reason) throws Exception {
        String name = className.replace('/', '.');
        assertThat(refusal(className, method))
                .startsWith("failed to find location for function '" + name + "." + method + "': " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java/net/URI#toString",
                "java/util/Date#toString",
                "java/util/zip/ZipFile#close",
                "java/io/File#delete"
            })
    void allows(String function) throws Exception {
        String[] parts = function.split("#", 2);
        assertThat(refusal(parts[0], parts[1])).isNull();
    }

    @Test
    void knowsNamesThatAreNoOrdinaryClass() {
        assertThat(Notrace.classReason("[Lcom.foo.Bar;")).contains("array");
        assertThat(Notrace.classReason("com.foo.Bar$$Lambda/0x0000000800c03000"))
                .contains("hidden");
        assertThat(Notrace.classReason("java.lang.KlpGate")).contains("klp4j's own");
        assertThat(Notrace.classReason("org.klp4j.agent.weave.Step")).contains("klp4j's own");
        assertThat(Notrace.classReason("org.klp4j.demo.DemoService")).isNull();
        assertThat(Notrace.classReason("java.lang.Threadlike")).isNull();
    }

    private static String refusal(String className, String method) throws Exception {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(className + ".class")) {
            ClassSymbols symbols = ClassSymbols.of(in.readAllBytes());
            ClassSymbols.Symbol symbol = symbols.symbols().stream()
                    .filter(each -> each.key().name().equals(method))
                    .findFirst()
                    .orElseThrow();
            Throwable refused = Assertions.catchThrowable(() -> Notrace.check(symbols, symbol));
            return refused == null ? null : refused.getMessage();
        }
    }
}
