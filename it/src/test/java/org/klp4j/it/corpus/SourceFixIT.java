package org.klp4j.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;

/**
 * The fix comes as source: as fixed files, and as a diff against the published sources. Class files of version 49, which
 * no compiler of today makes, and of version 51.
 */
final class SourceFixIT {
    private static final Path SOURCES = Path.of(System.getProperty("klp.sources"));
    private static final List<String> UPLOAD = List.of(
            "org/apache/commons/fileupload/FileUploadBase.java", "org/apache/commons/fileupload/MultipartStream.java");
    private static final List<String> YAML = List.of(
            "org/yaml/snakeyaml/LoaderOptions.java",
            "org/yaml/snakeyaml/Yaml.java",
            "org/yaml/snakeyaml/composer/Composer.java",
            "org/yaml/snakeyaml/resolver/Resolver.java",
            "org/yaml/snakeyaml/resolver/ResolverTuple.java");

    @TempDir
    private Path directory;

    @EachJdk
    void fixedFilesCureAClassOlderThanAnyCompiler(Jdk jdk) throws Exception {
        List<String> words = files("commons-fileupload-1.3.1-sources.jar", UPLOAD);
        words.addAll(List.of(
                "--sources",
                SOURCES.resolve("commons-fileupload-1.3-sources.jar").toString()));
        cures("CVE-2014-0050", jdk, words);
    }

    @EachJdk
    void aDiffCuresAClassOlderThanAnyCompiler(Jdk jdk) throws Exception {
        cures("CVE-2014-0050", jdk, diff("commons-fileupload-1.3", "commons-fileupload-1.3.1", UPLOAD));
    }

    @EachJdk
    void fixedFilesAloneCure(Jdk jdk) throws Exception {
        cures("CVE-2022-25857", jdk, files("snakeyaml-1.31-sources.jar", YAML));
    }

    @EachJdk
    void aDiffCures(Jdk jdk) throws Exception {
        cures("CVE-2022-25857", jdk, diff("snakeyaml-1.30", "snakeyaml-1.31", YAML));
    }

    private void cures(String id, Jdk jdk, List<String> fix) throws Exception {
        Pair pair = Pair.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        Path file = directory.resolve("source_fix.klp.jar");
        List<String> words = new ArrayList<>(List.of("build", "-o", file.toString()));
        words.addAll(List.of("--old", Pair.jar(pair.oldJars().get(0)).toString()));
        for (String other : pair.others()) {
            words.addAll(List.of("--class-path", Pair.jar(other).toString()));
        }
        words.addAll(
                List.of("--class-path", SOURCES.resolve("servlet-api-2.4.jar").toString()));
        for (String rule : pair.rules()) {
            words.addAll(List.of("--rule", rule));
        }
        words.addAll(fix);
        Workshop.Outcome built = Workshop.klp(words.toArray(String[]::new));
        assertThat(built.status()).as(built.toString()).isZero();
        Trial.Result result =
                new Trial(pair, jdk, new Workshop(directory), new Workshop.Module("source_fix", file, "")).run();
        assertThat(result.fate()).as(result + built.out()).isEqualTo(Trial.Fate.CURED);
        assertThat(result.undone()).as(result.toString()).isTrue();
    }

    private List<String> files(String jar, List<String> paths) throws IOException {
        List<String> words = new ArrayList<>(List.of("--source"));
        for (String path : paths) {
            Path file = directory.resolve(path);
            Files.createDirectories(file.getParent());
            words.add(
                    Files.writeString(file, String.join("\n", lines(jar, path))).toString());
        }
        return words;
    }

    private List<String> diff(String old, String fixed, List<String> paths) throws IOException {
        List<String> text = new ArrayList<>();
        for (String path : paths) {
            List<String> before = lines(old + "-sources.jar", path);
            List<String> after = lines(fixed + "-sources.jar", path);
            text.addAll(UnifiedDiffUtils.generateUnifiedDiff(
                    "a/src/main/java/" + path, "b/src/main/java/" + path, before, DiffUtils.diff(before, after), 3));
        }
        Path file = Files.write(directory.resolve("fix.patch"), text);
        Path sources = SOURCES.resolve(old + "-sources.jar");
        return List.of("--diff", file.toString(), "--sources", sources.toString());
    }

    private static List<String> lines(String jar, String path) throws IOException {
        try (ZipFile zip = new ZipFile(SOURCES.resolve(jar).toFile());
                InputStream in = zip.getInputStream(zip.getEntry(path))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }
}
