package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbols are found as the kernel finds them. */
final class ClassSymbolsTest {
    private ClassSymbols symbols;

    @BeforeEach
    void read(@TempDir Path scratch) throws Refusal {
        symbols = ClassSymbols.of(SourceClasses.compile(
                        scratch,
                        "t.C",
                        "package t; class C { void one() {} void many(int i) {} void many(long l) {} void many() {} }")
                .get("t.C"));
    }

    private String descriptor(String name, String descriptor, int sympos) throws Refusal {
        return symbols.resolve("app", name, descriptor, sympos).key().descriptor();
    }

    @Test
    void byPosition() throws Refusal {
        assertThat(descriptor("one", null, 0)).isEqualTo("()V");
        assertThat(descriptor("one", null, 1)).isEqualTo("()V");
        assertThat(descriptor("many", null, 1)).isEqualTo("(I)V");
        assertThat(descriptor("many", null, 2)).isEqualTo("(J)V");
        assertThat(descriptor("many", null, 3)).isEqualTo("()V");
    }

    @Test
    void aDescriptorDecidesAlone() throws Refusal {
        assertThat(descriptor("many", "(J)V", 0)).isEqualTo("(J)V");
        assertThat(descriptor("many", "(J)V", 99)).isEqualTo("(J)V");
    }

    @Test
    void refusalsAreTheKernels() {
        refused("none", null, 0, "symbol 't.C.none' not found in symbol table");
        refused("none", null, 2, "symbol 't.C.none' not found in symbol table");
        refused("many", "(D)V", 0, "symbol 't.C.many(D)V' not found in symbol table");
        refused("many", null, 0, "unresolvable ambiguity for symbol 't.C.many' in object 'app'");
        refused("many", null, 4, "symbol position 4 for symbol 't.C.many' in object 'app' not found");
        assertThatThrownBy(() -> symbols.resolve("vmlinux", "many", null, 0))
                .hasMessage("unresolvable ambiguity for symbol 't.C.many' in object '(null)'");
        assertThatThrownBy(() -> symbols.resolve("vmlinux", "many", null, 9))
                .hasMessage("symbol position 9 for symbol 't.C.many' in object 'vmlinux' not found");
    }

    private void refused(String name, String descriptor, int sympos, String line) {
        assertThatThrownBy(() -> symbols.resolve("app", name, descriptor, sympos))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.kernelLine()).isEqualTo(line))
                .hasMessage(line);
    }
}
