package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;

/** Names are found wherever a class file has them, and nowhere else. */
final class RenamingTest {
    private static String there(String name) {
        return name.startsWith("org/lib/") || name.startsWith("org.lib.") ? "x" + name.charAt(3) + name : name;
    }

    private static String back(String name) {
        return name.startsWith("x/org/lib/") || name.startsWith("x.org.lib.") ? name.substring(2) : name;
    }

    private static String movedAsm(String name) {
        return name.startsWith("org/objectweb/asm/") ? "a/" + name : name;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    org/lib/Foo$Bar                         | x/org/lib/Foo$Bar
                    org.lib.Foo                             | x.org.lib.Foo
                    (ILorg/lib/Foo;J[[Lorg/lib/L;)V         | (ILx/org/lib/Foo;J[[Lx/org/lib/L;)V
                    [Lorg.lib.Foo;                          | [Lx.org.lib.Foo;
                    <T:Lorg/lib/A<TT;>;>Lorg/lib/B<-Lorg/lib/C;>; | <T:Lx/org/lib/A<TT;>;>Lx/org/lib/B<-Lx/org/lib/C;>;
                    /org/lib/some-text.properties           | /x/org/lib/some-text.properties
                    getField org.lib.Foo bar                | getField x.org.lib.Foo bar
                    myorg/lib/Foo                           | myorg/lib/Foo
                    Lorg/library/Foo;                       | Lorg/library/Foo;
                    org                                     | org
                    1.5/2 of it; see also.                  | 1.5/2 of it; see also.
                    """)
    void aTextHasItsNamesRenamed(String text, String renamed) {
        assertThat(Renaming.text(text, RenamingTest::there)).isEqualTo(renamed);
        assertThat(Renaming.text(renamed, RenamingTest::back)).isEqualTo(text);
    }

    @Test
    void aClassIsTheSameToTheByteWhenItsNamesAreBack() throws Exception {
        byte[] bytes;
        try (InputStream in = ClassReader.class.getResourceAsStream("ClassReader.class")) {
            bytes = in.readAllBytes();
        }
        byte[] moved = Renaming.of(bytes, RenamingTest::movedAsm);
        assertThat(new ClassReader(moved).getClassName()).isEqualTo("a/org/objectweb/asm/ClassReader");
        assertThat(BodyHash.all(moved).values())
                .isNotEqualTo(BodyHash.all(bytes).values());
        assertThat(Renaming.of(moved, name -> name.startsWith("a/org/") ? name.substring(2) : name))
                .isEqualTo(bytes);
    }

    @Test
    void damagedAndOverlongIsRefused() {
        assertThatThrownBy(() -> Renaming.of(new byte[] {1, 2, 3}, RenamingTest::there))
                .isInstanceOf(Refusal.class);
        byte[] bytes = Generated.run(49, code -> {
            code.visitLdcInsn("org/lib/" + "a".repeat(65_000));
            code.visitInsn(87);
            code.visitInsn(3);
            code.visitInsn(172);
        });
        assertThatThrownBy(() -> Renaming.of(bytes, name -> name + "b".repeat(1_000)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cannot be renamed");
    }
}
