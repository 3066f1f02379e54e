package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.report.HtmlReport;
import org.klp4j.builder.report.Listing;
import org.klp4j.builder.report.Report;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The page a reviewer signs. */
final class ReportTest {
    private static final String OLD =
            "package a;\npublic class A {\n  int f(int x) {\n    int y = x;\n    return y + 1;\n  }\n}\n";

    @TempDir
    private Path directory;

    private Report report(String before, String after) throws Exception {
        return Build.run(BuildRequest.draft()
                        .jar(
                                Sources.jar(directory, "old", List.of(), before),
                                Sources.jar(directory, "new", List.of(), after))
                        .listings(true)
                        .output(directory.resolve("r.klp.jar"))
                        .build())
                .report();
    }

    @Test
    void bytecodeStandsSideBySideWithItsDifferencesMarked() throws Exception {
        Report report = report(
                OLD, OLD.replace("y + 1", "y + g()").replace("  int f", "  static int g() { return 2; }\n  int f"));
        assertThat(report.listings()).extracting(Listing::symbol).containsExactly("a.A.f(int)", "a.A.g()");
        String page = HtmlReport.of(report);
        assertThat(page)
                .contains("<tr class=\"equal\"><td>    ILOAD 2</td><td>    ILOAD 2</td></tr>")
                .contains("<tr class=\"changed\"><td>    ICONST_1</td><td>    INVOKESTATIC a/A.g ()I</td></tr>")
                .contains("<tr class=\"added\"><td></td><td>    ICONST_2</td></tr>")
                .contains("Reviewed by");
        assertThat(report.inputs()).extracting("role").containsExactly("--old", "--new");
        assertThat(report.inputs())
                .allMatch(input -> input.sha256().matches("[0-9a-f]{64}") && page.contains(input.sha256()));
    }

    @Test
    void sourceStandsThereWhereItIsGiven() throws Exception {
        Path old = Sources.jar(directory, "old", List.of(), OLD);
        Path sources = directory.resolve("sources.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(sources))) {
            jar.putNextEntry(new JarEntry("a/A.java"));
            jar.write(OLD.getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
        Path fixed = Files.writeString(directory.resolve("A.java"), OLD.replace("y + 1", "y < 9 ? y : 2"));
        Report report = Build.run(BuildRequest.draft()
                        .jar(old, null)
                        .sources(List.of(fixed))
                        .sourceJars(List.of(sources))
                        .listings(true)
                        .output(directory.resolve("r.klp.jar"))
                        .build())
                .report();
        assertThat(HtmlReport.of(report))
                .contains("<tr class=\"equal\"><td>    int y = x;</td><td>    int y = x;</td></tr>")
                .contains("<tr class=\"changed\"><td>    return y + 1;</td><td>    return y &lt; 9 ? y : 2;</td></tr>");
    }

    @Test
    void whatIsNotCarriedStandsThereWithTheReason() throws Exception {
        Report report = report("package a; class A extends Thread { }", "package a; class A { int f() { return 2; } }");
        assertThat(HtmlReport.of(report)).contains("No module was made").contains("superclass changed");
    }

    /** The JVM takes nearly any name; a page must show it and do nothing else. */
    @Test
    void hostileNamesAreText() throws Exception {
        String name = "a/<script>alert(1)</script>\"'&\u202e";
        Path old = hostile("old", name, 1);
        Path fixed = hostile("new", name, 2);
        Report report = Build.run(BuildRequest.draft()
                        .jar(old, fixed)
                        .listings(true)
                        .output(directory.resolve("r.klp.jar"))
                        .build())
                .report();
        String page = HtmlReport.of(report);
        assertThat(report.listings()).isNotEmpty();
        assertThat(page)
                .doesNotContain("<script")
                .doesNotContain("\u202e")
                .contains("a.&lt;script&gt;alert(1)&lt;.script&gt;&quot;&#39;&amp;\\u{202e}");
        assertThat(page).doesNotContainPattern("(src|href|url)\\s*[=(]");
    }

    private Path hostile(String file, String name, int value) throws Exception {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
        MethodVisitor method = writer.visitMethod(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "f\"><img", "()Ljava/lang/String;", null, null);
        method.visitCode();
        method.visitLdcInsn("</td><script>" + value);
        method.visitInsn(Opcodes.ARETURN);
        method.visitMaxs(1, 0);
        method.visitEnd();
        Path jar = directory.resolve(file + ".jar");
        Map<String, byte[]> entries = new HashMap<>();
        entries.put(name + ".class", writer.toByteArray());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return jar;
    }
}
